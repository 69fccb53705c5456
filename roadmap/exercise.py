"""The code that ships with a change: a route of the API and the one statement behind it.

The app serves an exercise from the day of its change on, and the personas mix it in.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
PERSONAS = ("regular", "power", "background", "dashboard")


@dataclass(frozen=True, slots=True)
class Query:
    """A named statement with `:name` parameters.

    `sample` is a query of one row that gives realistic values for them, by name; proofs run the statement
    with these. In a request, `:user_id` and `:organization_id` are always those of whoever asks.
    """

    name: str
    sql: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a caller sends, in the query string (GET, DELETE) or in the JSON body.

    `schema` is JSON Schema; the personas draw values from its `enum`, `minimum` and `maximum`, or take one
    of its `examples`.
    """

    name: str
    schema: dict[str, Any]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Exercise:
    """A route under /api/v1.

    `until` is the revision (or its first letters) that ends it. `takes_over` names the app's own query that
    this statement replaces from its day on; such an exercise has no route of its own. `one` answers a single
    object (404 where there is none) in place of a list.
    """

    method: Method
    path: str
    query: Query
    persona: str
    weight: int = 1
    parameters: tuple[Parameter, ...] = ()
    until: str | None = None
    takes_over: str | None = None
    one: bool = False
    summary: str = field(default="")
