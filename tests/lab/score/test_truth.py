"""Reading the ground truth, and what it says of other days than its own."""

from typing import Any

import pytest

from lab.score.truth import BrokenTruth, State, Truth, read_truth
from roadmap.plan import EVERY_MISTAKE
from roadmap.truth import expected
from tests.lab.score.truths import finding, truth


def states(one: Truth, *days: int) -> list[State]:
    """The first finding's state on each day."""
    return [one.state(one.labels[0], day) for day in days]


def test_on_other_days_a_findings_window_answers() -> None:
    repaired = truth(finding(until_day=6, present=False, visible_from_day=4, variant="flawed"), day=9)
    expected = [State.ABSENT, State.WAITING, State.PRESENT, State.PRESENT, State.REPAIRED, State.REPAIRED]
    assert states(repaired, 2, 3, 4, 5, 6, 9) == expected


def test_a_finding_that_the_proof_denies_is_absent_on_every_day() -> None:
    assert states(truth(finding(present=False)), 2, 3, 7) == [State.ABSENT] * 3


def test_a_document_that_nobody_proved_is_taken_at_its_word() -> None:
    planned = truth(finding(present=None, variant="flawed"))
    assert states(planned, 2, 3, 7) == [State.ABSENT, State.PRESENT, State.PRESENT]


def test_what_ran_the_clean_way_is_absent_without_any_proof() -> None:
    assert states(truth(finding(present=None, variant="clean"), variant="control"), 7) == [State.ABSENT]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "no taskpilot.expected/1"),
        ({"schema": "taskpilot.expected/2"}, "no taskpilot.expected/1"),
        ({"findings": {}}, None),
        ({"findings": 7}, "findings of the ground truth is no list"),
        ({"findings": [{"id": "x"}]}, "finding 1 of the ground truth is broken"),
        ({"findings": ["x"]}, "finding 1"),
        ({"decoys": [{"check": "H002", "object": {"kind": "index"}}]}, "decoy 1"),
    ],
)
def test_a_broken_document_is_refused_by_the_place(document: Any, words: str | None) -> None:
    if isinstance(document, dict):
        document = {"schema": "taskpilot.expected/1", "day": 7, **document}
    if words is None:
        assert read_truth(document).labels == ()
    else:
        with pytest.raises(BrokenTruth, match=words):
            read_truth(document)


def test_our_own_checks_name_for_a_mistakes_cause_is_a_co_finding_on_its_table() -> None:
    document = expected(9, EVERY_MISTAKE)
    (used,) = (given for given in document["findings"] if given["id"] == "d09a_template_usage.1")
    table = {"kind": "table", "schema": "public", "name": "issue_templates"}
    assert used["also"] == [{"check": "lab:low_hot_ratio", "object": table}]
    (recent,) = (given for given in document["findings"] if given["id"] == "d05a_recently_updated.1")
    assert [also["check"] for also in recent["also"]].count("lab:low_hot_ratio") == 1
