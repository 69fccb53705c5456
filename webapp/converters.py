"""Path converters: ids that fit a bigint, and issue references (an id or a key such as ENG-123)."""

from typing import NamedTuple

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

MAX_BIGINT = 2**63 - 1
MAX_INTEGER = 2**31 - 1
ISSUE_PATTERN = r"[0-9]{1,19}|[A-Za-z][A-Za-z0-9]{0,9}-[0-9]{1,10}"


class IssueRef(NamedTuple):
    """How a request names an issue: by id, or by its project's key and its number."""

    id: int | None
    key: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        return str(self.id) if self.id is not None else f"{self.key}-{self.number}"


def issue_ref(text: str) -> IssueRef:
    """The reference that `text`, matching ISSUE_PATTERN, stands for."""
    key, dash, digits = text.rpartition("-")
    return IssueRef(None, key.upper(), int(digits)) if dash else IssueRef(int(digits))


class IdConverter(BaseConverter):
    """A positive bigint; anything else is no route."""

    regex = r"[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if not 0 < number <= MAX_BIGINT:
            raise ValidationError
        return number


class IssueConverter(BaseConverter):
    """An IssueRef."""

    regex = ISSUE_PATTERN

    def to_python(self, value: str) -> IssueRef:
        issue = issue_ref(value)
        if not 0 < (issue.id or issue.number or 0) <= (MAX_INTEGER if issue.key else MAX_BIGINT):
            raise ValidationError
        return issue


def register_converters(app: Flask) -> None:
    """Make `<id:…>` and `<issue:…>` usable in routes; before any route is added."""
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["issue"] = IssueConverter
