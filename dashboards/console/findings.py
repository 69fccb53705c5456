"""Expected against seen: the ground truth of the database's day beside what `inspect` found at the last look.

Nothing is asked of the database here but its day: looking and proving are actions, and their results stay.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboards.console.actions import ACTIONS, folder
from dashboards.console.timeline import where
from lab.score.match import score
from lab.score.objects import Subject
from lab.score.truth import Label, State, Truth, read_truth
from lab.score.verdict import Row, Verdict
from lab.tools.files import BrokenReport
from lab.tools.inspect import read
from roadmap.catalogue import applied_at, day_of
from roadmap.log import Entry
from roadmap.plan import SCRIPTED, read_plan
from roadmap.truth import expected

SHOWN = {
    Verdict.FOUND: "found",
    Verdict.MISSED: "missed",
    Verdict.FALSE_ALARM: "false alarm",
    Verdict.NOT_COVERED: "not covered",
    Verdict.NOT_SCORED: "not scored",
}


def compared(spoilers: bool) -> dict[str, Any]:
    """Counts, and with spoilers each finding; `looked_at` and `proved_at` say how old the results are."""
    here, entries = where()
    day = day_of(here)
    truth, proved_at = truth_of(here, entries)
    answer: dict[str, Any] = {
        "day": day,
        "expected": sum(truth.state(label, day) is State.PRESENT for label in truth.labels),
        "decoys": len(truth.decoys),
        "proved_at": proved_at,
        "proved": sum(label.present is True for label in truth.labels),
        "looked_at": None,
    }
    rows = _looked(truth, day, answer)
    answer["seen"] = [_shown(row) for row in rows if row.verdict is not Verdict.MISSED] if spoilers else []
    if spoilers:
        answer["labels"] = [_label(label, truth, day, rows) for label in truth.labels]
    return answer


def truth_of(here: str | None, entries: Mapping[str, Entry]) -> tuple[Truth, float | None]:
    """The ground truth of the database's day, and when it was proved; the plan's alone where it was not."""
    day, applied = day_of(here), applied_at(here)
    proof = kept("verify")
    if proof is not None and proof[0].get("day") == day:
        return read_truth(proof[0]), proof[1]
    last = entries.get(applied[-1].id) if applied else None
    return read_truth(expected(day, read_plan(last.plan) if last else SCRIPTED)), None


def _looked(truth: Truth, day: int, answer: dict[str, Any]) -> list[Row]:
    """The rows of the last look, scored; their counts go into the answer."""
    look = kept("inspect")
    if look is None:
        return []
    try:
        rows = score(truth, read(folder() / str(ACTIONS["inspect"].keeps)), day)
    except BrokenReport:
        return []
    answer["looked_at"] = look[1]
    answer["reported"] = len(look[0].get("findings", []))
    answer["score"] = {words: sum(row.verdict is verdict for row in rows) for verdict, words in SHOWN.items()}
    return rows


def kept(action: str) -> tuple[dict[str, Any], float] | None:
    """What an action printed last, and when; None where it never ran."""
    path: Path = folder() / str(ACTIONS[action].keeps)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return (found, path.stat().st_mtime) if isinstance(found, dict) else None


def _label(label: Label, truth: Truth, day: int, rows: list[Row]) -> dict[str, Any]:
    verdicts = [row.verdict for row in rows if row.finding == label.id]
    return {
        "id": label.id,
        "change": label.change,
        "mistake": label.mistake,
        "check": label.check,
        "object": _name(label.objects[0]),
        "state": str(truth.state(label, day)),
        "proved": label.present,
        "seen": SHOWN[verdicts[0]] if verdicts else None,
    }


def _shown(row: Row) -> dict[str, Any]:
    return {
        "check": row.check,
        "object": _name(row.subject),
        "verdict": SHOWN[row.verdict],
        "reason": str(row.reason),
        "detail": row.detail,
    }


def _name(subject: Subject) -> str:
    return subject.shown()
