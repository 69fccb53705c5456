"""Small ground truths for the tests."""

from typing import Any

from lab.score.objects import Subject, qualified
from lab.score.truth import Truth, read_truth
from lab.tools.report import Report, Reported, Weight

Given = dict[str, Any]


def index(name: str, schema: str = "public") -> Given:
    """An index as the ground truth writes it."""
    return {"kind": "index", "schema": schema, "name": name}


def finding(name: str = "ix_a", check: str = "H004", **other: Any) -> Given:
    """A finding of the index `name`, present since day 3."""
    return {
        "id": f"{name}.1",
        "change": f"d03a_{name}",
        "mistake": "redundant_index",
        "engineer": "Jordan",
        "check": check,
        "object": index(name),
        "since_day": 3,
        "until_day": None,
        "visible_from_day": 3,
        "present": True,
        **other,
    }


def decoy(name: str, check: str = "H002") -> Given:
    """A decoy on an index."""
    return {"check": check, "object": index(name), "why": "a key needs it", "change": "d04a_key"}


def truth(*findings: Given, decoys: tuple[Given, ...] = (), day: int = 7, variant: str = "scripted") -> Truth:
    """A ground truth of these findings."""
    document = {
        "schema": "taskpilot.expected/1",
        "day": day,
        "variant": variant,
        "findings": list(findings),
        "decoys": list(decoys),
    }
    return read_truth(document, lambda mistake: ("require-concurrent-index-creation",))


def report(*rows: tuple[str, str], tool: str = "mine", **other: Any) -> Report:
    """A report of (check, index) rows."""
    return Report(tool, [Reported(check, qualified(name, "index")) for check, name in rows], **other)


def weighed(check: str, name: str, weight: Weight) -> Report:
    """A report of one row that is no verdict."""
    return Report("mine", [Reported(check, Subject("index", name), weight=weight)])
