"""Figures, floors, comparison, baselines and the life of a finding."""

import io

import pytest
from rich.console import Console
from sqlalchemy import Engine

from lab.score.baselines import everything, one_liners, silent
from lab.score.compare import compare
from lab.score.document import document
from lab.score.floors import broken_floors
from lab.score.life import score_run
from lab.score.match import score
from lab.score.show import show, show_difference
from lab.score.tally import Tally, tally
from tests.lab.score.truths import decoy, finding, report, truth


def test_precision_recall_and_f1_are_their_definitions() -> None:
    found = Tally(found=3, missed=1, false_alarms=2)
    assert (found.precision, found.recall, found.f1) == (3 / 5, 3 / 4, 6 / 9)


def test_figures_without_anything_behind_them_are_undefined() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, None)


def test_silence_finds_nothing_and_everything_falls_for_the_decoys() -> None:
    small = truth(finding(), finding("ix_b"), decoys=(decoy("ix_fk"),))
    assert tally(score(small, silent())).recall == 0
    all_said = tally(score(small, everything(small)))
    assert (all_said.recall, all_said.precision, all_said.decoys) == (1, 2 / 3, 1)


def test_one_line_queries_say_something_of_a_real_database(database: Engine) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("create table loose (id int)")
    said = {(row.check, row.subject.name) for row in one_liners(database).rows}
    assert ("lab:no_primary_key", "loose") in said
    assert ("lab:foreign_key_without_index", "comments_user_id_fkey") in said


@pytest.mark.parametrize(
    ("total", "broken"),
    [
        (Tally(found=9, missed=1), 0),
        (Tally(found=8, missed=2), 1),
        (Tally(found=9, missed=1, false_alarms=9), 1),
        (Tally(), 0),
        (Tally(missed=5), 2),
        (Tally(false_alarms=1), 1),
    ],
)
def test_floors_hold_or_break(total: Tally, broken: int) -> None:
    assert len(broken_floors(total, 0.9, 0.9)) == broken


def test_a_comparison_names_what_differs() -> None:
    small = truth(finding(), finding("ix_b"))
    old = score(small, report(("H004", "ix_a"), ("H002", "ix_x")))
    new = score(small, report(("H004", "ix_a"), ("H004", "ix_b"), ("H002", "ix_y")))
    found = compare(old, new)
    assert [(row.finding, a, b) for row, a, b in found.findings] == [("ix_b.1", "missed", "found")]
    assert [[row.subject.name for row in rows] for rows in found.alarms] == [["ix_x"], ["ix_y"]]


def test_a_finding_that_only_a_linter_is_held_to_has_no_verdict_on_the_other_side() -> None:
    repaired = truth(finding(until_day=5, present=False, variant="flawed"))
    found = compare(score(repaired, report()), score(repaired, report(tool="squawk", static=True)))
    assert found.as_json()["findings"] == [
        {"finding": "ix_a.1", "check": "H004", "verdicts": [None, "missed"]}
    ]


def test_over_a_run_a_finding_counts_once_and_its_days_are_told() -> None:
    whole = truth(finding(until_day=6, present=False), finding("ix_b", visible_from_day=4), day=7)
    said = {3: (), 4: ("ix_b",), 5: ("ix_a", "ix_b"), 6: ("ix_a",), 7: ("ix_a",)}
    reports = {day: report(*(("H004", name) for name in names)) for day, names in said.items()}
    run = score_run(dict.fromkeys(said, whole), reports)
    assert {life.finding: life.days_to_detection for life in run.lives} == {"ix_a.1": 2, "ix_b.1": 0}
    assert tally(run.rows).as_json() | {"f1": None} == Tally(2, 0, 1, 0, 1).as_json() | {"f1": None}
    assert run.median_days == 1


def test_a_finding_that_a_run_never_showed_has_no_days() -> None:
    run = score_run({3: truth(finding())}, {3: report()})
    assert [(life.first_found, life.days_to_detection) for life in run.lives] == [(None, None)]


def test_the_json_has_totals_checks_mistakes_engineers_and_rows() -> None:
    rows = score(truth(finding()), report(("H004", "ix_a"), ("H002", "ix_x")))
    printed = document("mine", rows, {})
    assert printed["total"]["found"] == printed["checks"]["H004"]["found"] == 1
    assert printed["mistakes"]["redundant_index"]["recall"] == printed["engineers"]["Jordan"]["recall"] == 1
    assert printed["rows"][1] == {
        "verdict": "false_alarm",
        "reason": "other",
        "check": "H002",
        "object": {"kind": "index", "name": "ix_x"},
    }


def test_the_terminal_shows_a_hostile_name_as_text() -> None:
    console = Console(file=io.StringIO(), width=200)
    rows = score(truth(finding()), report(("H002", '"[red]evil[/red]\x1b[2J"')))
    show(console, "mine", rows, {})
    show_difference(console, ("a", "b"), compare(rows, score(truth(finding()), report())))
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert ("[red]evil[/red]" in printed, "\x1b" in printed) == (True, False)
