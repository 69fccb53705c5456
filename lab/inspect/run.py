"""Run every check against a database.

A check that cannot see (a missing right, extension or setting, or a time-out) is named with its reason: what
it did not report is unknown, not healthy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from lab.inspect.blind import Blind
from lab.inspect.catalogue import Entry, catalogue
from lab.inspect.database import Database
from lab.inspect.finding import Finding
from webapp.refusal import first_line

BLINDING = {
    "42501": "this role lacks the right",
    "42883": "a function is missing",
    "42P01": "a view is missing",
    "55000": "an extension is not loaded",
    "55P03": "a relation is locked",
    "57014": "it took too long",
}


@dataclass
class Inspection:
    """What the checks found, and which of them could not look, with the reason.

    `calls` are the hot statements' calls so far, by queryid, for the next look to compare with.
    """

    findings: list[Finding] = field(default_factory=list)
    not_checked: dict[str, str] = field(default_factory=dict)
    calls: dict[int, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The inspection as `--json` prints it."""
        return {
            "findings": [finding.as_json() for finding in self.findings],
            "not_checked": [{"check": key, "reason": why} for key, why in self.not_checked.items()],
            "calls": {str(queryid): calls for queryid, calls in self.calls.items()},
        }


def inspect(
    engine: Engine, entries: tuple[Entry, ...] | None = None, before: Mapping[int, int] | None = None
) -> Inspection:
    """Run the checks (all of them by default) on one connection, in autocommit.

    `before` are the `calls` of an earlier look: a statement that has not run since is not reported.
    """
    found = Inspection()
    with engine.connect() as connection:
        database = Database(connection, before)
        for entry in entries or catalogue():
            try:
                found.findings.extend(entry.find(database))
            except Blind as blind:
                found.not_checked[entry.key] = str(blind)
            except DBAPIError as error:
                code = getattr(error.orig, "pgcode", None)
                if code not in BLINDING:
                    raise
                found.not_checked[entry.key] = f"{BLINDING[code]}: {first_line(error.orig)}"
        found.calls = database.calls
    return found
