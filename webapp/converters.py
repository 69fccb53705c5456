"""Path converters: ids that surely fit a bigint, and issue references (an id or a key such as ENG-123)."""

from typing import NamedTuple

from flask import Flask
from werkzeug.routing import BaseConverter

MAX_ID = 10**18 - 1
ID_PATTERN = r"[0-9]{1,18}"
ISSUE_PATTERN = rf"{ID_PATTERN}|[A-Za-z][A-Za-z0-9]{{0,9}}-[0-9]{{1,9}}"


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
    """An id."""

    regex = ID_PATTERN

    def to_python(self, value: str) -> int:
        return int(value)


class IssueConverter(BaseConverter):
    """An IssueRef."""

    regex = ISSUE_PATTERN

    def to_python(self, value: str) -> IssueRef:
        return issue_ref(value)


def register_converters(app: Flask) -> None:
    """Make `<id:…>` and `<issue:…>` usable in routes; before any route is added."""
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["issue"] = IssueConverter
