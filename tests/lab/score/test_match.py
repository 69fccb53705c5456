"""What a report's rows are worth against the ground truth."""

import pytest

from lab.score.match import score
from lab.score.objects import Subject
from lab.score.tally import tally
from lab.tools.report import Report, Reported, Weight
from tests.lab.score.truths import Given, decoy, finding, index, report, truth, weighed

ALSO = {"also": [{"check": "H002", "object": index("ix_a")}]}
REPAIRED = {"until_day": 5, "present": False}
SET = {"any_of": [index("ix_b")]}


def verdicts(*args: object) -> list[str]:
    """The rows of a score as "verdict: reason" words."""
    return [": ".join(filter(None, (row.verdict, row.reason))) for row in score(*args)]  # type: ignore[arg-type]


def test_a_finding_that_the_tool_names_is_found() -> None:
    assert verdicts(truth(finding()), report(("H004", "ix_a"))) == ["found"]


def test_a_finding_that_the_tool_does_not_name_is_missed() -> None:
    assert verdicts(truth(finding()), report()) == ["missed"]


def test_the_right_object_under_the_wrong_check_is_no_find() -> None:
    said = report(("H001", "ix_a"))
    assert verdicts(truth(finding()), said) == ["missed", "false_alarm: other"]


def test_an_index_of_another_schema_is_no_find() -> None:
    said = report(("H004", "other.ix_a"))
    assert verdicts(truth(finding()), said) == ["missed", "false_alarm: other"]


def test_any_member_of_a_set_counts_once() -> None:
    said = report(("H004", "ix_b"), ("H004", "ix_a"))
    assert verdicts(truth(finding(**SET)), said) == ["found", "not_scored: said again"]


def test_each_of_two_findings_on_a_set_wants_a_member_of_its_own() -> None:
    two = finding(**SET), finding("ix_a", **{**SET, "id": "second"})
    assert verdicts(truth(*two), report(("H004", "ix_b"))) == ["found", "missed"]
    assert verdicts(truth(*two), report(("H004", "ix_b"), ("H004", "ix_a"))) == ["found", "found"]


def test_a_co_finding_counts_neither_way() -> None:
    said = report(("H004", "ix_a"), ("H002", "ix_a"))
    assert verdicts(truth(finding(**ALSO)), said) == ["found", "not_scored: co-finding"]


def test_a_co_finding_outlives_its_finding_while_the_cause_is_in_place() -> None:
    said = report(("H002", "ix_a"))
    away = finding(**ALSO, present=False, variant="flawed")
    assert verdicts(truth(away), said) == ["not_scored: co-finding"]


def test_a_co_finding_without_its_cause_is_a_false_alarm() -> None:
    said = report(("H002", "ix_a"))
    never = finding(**ALSO, present=False, variant="clean")
    assert verdicts(truth(never), said) == ["false_alarm: other"]


def test_a_co_finding_of_what_was_repaired_is_a_false_alarm() -> None:
    said = report(("H002", "ix_a"))
    assert verdicts(truth(finding(**ALSO, **REPAIRED)), said) == ["false_alarm: other"]


def test_a_decoy_that_is_reported_is_a_false_alarm_of_its_own_kind() -> None:
    said = report(("H002", "ix_fk"))
    assert verdicts(truth(decoys=(decoy("ix_fk"),)), said) == ["false_alarm: decoy"]


def test_a_decoy_that_no_look_at_the_database_decides_is_counted_apart() -> None:
    hard = truth(finding(), decoys=({**decoy("ix_month_end"), "decidable": False},))
    rows = score(hard, report(("H004", "ix_a"), ("H002", "ix_month_end")))
    total = tally(rows)
    assert str(rows[1].reason) == "undecidable decoy"
    assert (total.decoys, total.undecidable, total.precision, total.precision_decidable) == (1, 1, 0.5, 1)


def test_a_decoy_under_another_check_is_an_ordinary_false_alarm() -> None:
    said = report(("H004", "ix_fk"))
    assert verdicts(truth(decoys=(decoy("ix_fk"),)), said) == ["false_alarm: other"]


def test_what_was_repaired_and_is_still_reported_is_stale() -> None:
    assert verdicts(truth(finding(**REPAIRED)), report(("H004", "ix_a"))) == ["false_alarm: stale"]


def test_what_was_repaired_and_is_not_reported_is_no_row() -> None:
    assert verdicts(truth(finding(**REPAIRED)), report()) == []


@pytest.mark.parametrize(
    "state", [{"visible_from_day": 9, "present": None}, {"present": None}], ids=["too early", "needs load"]
)
def test_what_cannot_be_seen_yet_counts_neither_way(state: Given) -> None:
    both = truth(finding(**state), finding("ix_other"))
    said = report(("H004", "ix_a"), ("H004", "ix_other"))
    assert verdicts(both, said) == ["found", "not_scored: not visible yet"]
    assert verdicts(both, report(("H004", "ix_other"))) == ["found"]


def test_on_a_control_run_every_report_is_a_false_alarm() -> None:
    clean = truth(finding(present=False, variant="clean"), variant="control")
    assert verdicts(clean, report(("H004", "ix_a"))) == ["false_alarm: absent"]


@pytest.mark.parametrize(
    "blind",
    [
        {"covers": frozenset({"H001"})},
        {"failed": {"H004": "timeout"}},
        {"truncated": {"H004"}},
    ],
    ids=["no such check", "failed", "cut off"],
)
def test_silence_that_means_nothing_is_not_a_miss(blind: Given) -> None:
    assert verdicts(truth(finding()), report(**blind)) == ["not_covered"]
    assert verdicts(truth(finding()), report(("H004", "ix_a"), **blind)) == ["found"]


def test_what_the_tool_cannot_see_by_its_gates_is_not_a_miss() -> None:
    small = truth(finding(scorable={"postgresai": False}))
    assert verdicts(small, report(tool="postgresai")) == ["not_covered"]
    assert verdicts(small, report(tool="other")) == ["missed"]


def test_a_rank_counts_when_it_is_right_and_never_against() -> None:
    assert verdicts(truth(finding()), weighed("H004", "ix_a", Weight.LISTING)) == ["found"]
    wrong = weighed("H004", "ix_b", Weight.LISTING)
    assert verdicts(truth(finding()), wrong) == ["missed", "not_scored: a rank, no verdict"]


def test_the_grey_zone_counts_neither_way() -> None:
    grey = weighed("H004", "ix_a", Weight.GREY)
    assert verdicts(truth(finding()), grey) == ["not_scored: named in the grey zone only"]
    assert verdicts(truth(), grey) == ["not_scored: grey zone"]


def test_the_labs_own_objects_and_sessions_are_passed_over() -> None:
    own = Reported("H002", Subject("index", "ix_log", "lab"))
    session = Reported("F009", Subject("session", "taskpilot-lab sampler"))
    assert verdicts(truth(), Report("mine", [own, session])) == []


def test_catalogues_and_a_tools_own_schema_are_not_scored() -> None:
    said = report(("F004", "pg_catalog.pg_attribute"), ("H002", "postgres_ai.something"))
    assert verdicts(truth(), said) == ["not_scored: outside of the labelled schemas"] * 2


def test_the_same_thing_said_twice_is_one_false_alarm() -> None:
    said = report(("H002", "public.ix_x"), ("H002", "ix_x"))
    assert verdicts(truth(), said) == ["false_alarm: other"]


def test_a_statement_is_matched_by_its_queryid() -> None:
    slow = finding("q", "K003", object={"kind": "statement", "exercise": "by_issue", "queryid": -77})
    said = Report("mine", [Reported("K003", Subject("statement", queryid="-77"))])
    assert verdicts(truth(slow), said) == ["found"]


def test_another_statement_is_a_false_alarm() -> None:
    slow = finding("q", "K003", object={"kind": "statement", "exercise": "by_issue", "queryid": -77})
    said = Report("mine", [Reported("K003", Subject("statement", queryid="78"))])
    assert verdicts(truth(slow), said) == ["missed", "false_alarm: other"]


def test_a_linters_rule_on_the_change_finds_it_even_after_the_repair() -> None:
    change = Subject("change", "d03a_ix_a")
    said = Report("squawk", [Reported("squawk:require-concurrent-index-creation", change)], static=True)
    assert verdicts(truth(finding(**REPAIRED, variant="flawed")), said) == ["found"]


def test_another_rule_on_the_change_is_a_false_alarm() -> None:
    said = Report("squawk", [Reported("squawk:ban-drop-table", Subject("change", "d03a_ix_a"))], static=True)
    assert verdicts(truth(finding()), said) == ["missed", "false_alarm: other"]
