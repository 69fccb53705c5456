"""One finding, in the shape that the ground truth uses."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """A check, the object it is about, and the figures behind it in one line."""

    check: str
    object: dict[str, Any]
    detail: str

    def as_json(self) -> dict[str, Any]:
        """The finding as `--json` prints it."""
        return {"check": self.check, "object": self.object, "detail": self.detail}


def named(kind: str, name: str, schema: str | None = None, table: str | None = None) -> dict[str, Any]:
    """An object of the ground truth's shape; what is None is left out."""
    found: dict[str, Any] = {"kind": kind}
    if schema is not None:
        found["schema"] = schema
    found["name"] = name
    if table is not None:
        found["table"] = table
    return found


def statement(queryid: int) -> dict[str, Any]:
    """A statement, by the id that pg_stat_statements gives it."""
    return {"kind": "statement", "queryid": queryid}
