"""The code that ships with a change: a route of the API and the one statement behind it.

The app serves an exercise from the day of its change on, and the personas mix it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Dialect, text
from sqlalchemy.dialects.postgresql import psycopg2

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

    def as_psycopg2(self) -> str:
        """The statement with psycopg2's `%(name)s` parameters."""
        return _for_psycopg2(self.sql)


@lru_cache(maxsize=512)
def _for_psycopg2(sql: str) -> str:
    dialect: Dialect = psycopg2.dialect()  # type: ignore[no-untyped-call]
    return str(text(sql).compile(dialect=dialect))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a caller sends, in the query string (GET, DELETE) or in the JSON body.

    `type` is a Python type as pydantic reads it, `field` pydantic's constraints and examples. The personas
    draw values from what JSON Schema says of them: `enum`, `minimum` and `maximum`, `examples`.
    """

    name: str
    type: Any
    field: Mapping[str, Any] = field(default_factory=dict)
    required: bool = True


@dataclass(frozen=True, slots=True)
class Exercise:
    """A route under /api/v1; `<issue:issue_id>` and `<id:project_id>` are checked to be the caller's own.

    `clean` is the statement where the change ran its clean way, for a mistake that is in the code. `until` is
    the revision (or its first letters) that ends it. `takes_over` names the app's own query that
    this statement replaces from its day on; such an exercise adds no route. `one` answers a single object
    (404 where there is none), otherwise a list; a GET lists unless told, the rest answer one.
    `may_be_late` marks a read that a replica may answer.
    """

    method: Method
    path: str
    query: Query
    persona: str
    weight: int = 1
    clean: Query | None = None
    parameters: tuple[Parameter, ...] = ()
    until: str | None = None
    takes_over: str | None = None
    one: bool | None = None
    may_be_late: bool = False
    summary: str = ""

    @property
    def lists(self) -> bool:
        """Whether the answer is a list."""
        return self.method == "GET" if self.one is None else not self.one
