"""What the models share: strict bodies, text without NUL, dates as text, ids, pages.

Bodies are strict (no "5" for 5) and refuse fields they do not know, so that a typing error is an error.
"""

import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from webapp.converters import ISSUE_PATTERN, MAX_ID
from webapp.tables.issues import ISSUE_PRIORITIES, ISSUE_STATUSES

Item = TypeVar("Item")

NO_NUL = r"^[^\x00]*$"
LIMIT_DEFAULT = 50
LIMIT_MAX = 100
KEY_MAX = 100


class Body(BaseModel):
    """A request's JSON body."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Query(BaseModel):
    """A request's query string."""

    model_config = ConfigDict(extra="forbid")


class Window(Query):
    """Which part of a list."""

    limit: int = Field(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX, description="how many at most")
    cursor: str | None = Field(
        None, max_length=400, pattern=NO_NUL, description="`next_cursor` of the page before"
    )


class Answer(BaseModel):
    """An answer or a part of one."""

    model_config = ConfigDict(extra="forbid")


class Page(Answer, Generic[Item]):
    """A part of a list; `next_cursor` is null on the last one."""

    data: list[Item]
    next_cursor: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A name that OpenAPI allows for a component, where Python's has brackets."""
        return f"PageOf{params[0].__name__}"


def _date_from_text(value: Any) -> Any:
    if not isinstance(value, str):
        return value if value is None or isinstance(value, datetime.date) else str(value)
    return datetime.date.fromisoformat(value) if len(value) == 10 else value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _storable_keys(value: dict[str, Any]) -> dict[str, Any]:
    if any(len(key) > KEY_MAX or "\0" in key for key in value):
        raise ValueError(f"keys have at most {KEY_MAX} characters and no NUL")
    return value


WHOLE = BeforeValidator(_whole)
Id = Annotated[int, Field(ge=1, le=MAX_ID), WHOLE]
IssueName = Annotated[str, Field(pattern=f"^({ISSUE_PATTERN})$", examples=["ENG-12"])] | Id
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
Title = Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]
LongText = Annotated[str, Field(max_length=100_000, pattern=NO_NUL)]
Day = Annotated[
    datetime.date,
    Field(strict=True),
    BeforeValidator(_date_from_text),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Scalar = Annotated[str, Field(max_length=10_000, pattern=NO_NUL)] | int | float | bool | None
Metadata = Annotated[
    dict[str, Scalar | list[Scalar]],
    Field(max_length=50, json_schema_extra={"propertyNames": {"maxLength": KEY_MAX, "pattern": NO_NUL}}),
    AfterValidator(_storable_keys),
]
Moment = Annotated[datetime.datetime, Field(examples=["2026-03-02T09:30:00+00:00"])]


def _any_of(words: tuple[str, ...], value: str) -> str:
    chosen = value.split(",")
    unknown = [word for word in chosen if word not in words]
    if unknown:
        raise ValueError(f"unknown value {unknown[0]!r}; use some of {', '.join(words)}")
    return value


def some_of(words: tuple[str, ...]) -> Any:
    """A comma-separated choice of words."""
    word = "|".join(words)
    return Annotated[
        str,
        AfterValidator(lambda value: _any_of(words, value)),
        WithJsonSchema({"type": "string", "pattern": f"^({word})(,({word}))*$"}),
    ]


StatusChoice = some_of(ISSUE_STATUSES)
PriorityChoice = some_of(ISSUE_PRIORITIES)
