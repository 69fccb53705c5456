"""The ground truth of a run, day by day."""

import json
from pathlib import Path
from typing import Any

from lab.score.life import score_run
from lab.score.objects import Subject
from lab.score.source import truths_of_run
from lab.score.verdict import Reason
from lab.tools.report import Report, Reported
from tests.lab.score.truths import finding


def write(run: Path, day: int, queryid: int | None, present: bool) -> None:
    """A day's document with one statement that was repaired on day 4."""
    thing = {"kind": "statement", "schema": "public", "exercise": "entries.by_issue", "queryid": queryid}
    label = finding("slow", "K003", object=thing, until_day=4, present=present)
    document: dict[str, Any] = {
        "schema": "taskpilot.expected/1",
        "day": day,
        "findings": [label],
        "decoys": [],
    }
    (run / "expected").mkdir(exist_ok=True)
    (run / "expected" / f"day-{day:02}.json").write_text(json.dumps(document))


def test_a_statement_that_is_named_after_its_repair_is_stale_and_not_made_up(tmp_path: Path) -> None:
    write(tmp_path, 3, 7, True)
    write(tmp_path, 4, None, False)
    said = Report("mine", [Reported("K003", Subject("statement", queryid="7"))])
    score = score_run(truths_of_run(tmp_path, [3, 4]), {3: said, 4: said})
    assert [row.reason for row in score.days[4]] == [Reason.STALE]


def test_another_statement_is_still_made_up(tmp_path: Path) -> None:
    write(tmp_path, 3, 7, True)
    write(tmp_path, 4, None, False)
    said = Report("mine", [Reported("K003", Subject("statement", queryid="8"))])
    score = score_run(truths_of_run(tmp_path, [4]), {4: said})
    assert [row.reason for row in score.days[4]] == [Reason.OTHER]
