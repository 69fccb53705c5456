"""What the gates let pass, and what they do not."""

from dataclasses import replace

import pytest

from locustfiles.common.gates import CREATE, GATES, ISSUE_LIST, SEARCH, Activity, Figures, Row, judge

FAST = Row(requests=1000, failures=0, p50=5, p95=50, p99=90)
GOOD = Figures(
    total=FAST,
    rows={ISSUE_LIST: FAST, CREATE: FAST, SEARCH: FAST},
    activity={"RegularUser": Activity(answered=100, expected=100)},
)


def broken(figures: Figures, mode: str = "default") -> list[str]:
    return [f"{outcome.title}: {outcome.subject}" for outcome in judge(mode, figures) if not outcome.held]


def test_a_good_run_breaks_no_gate() -> None:
    assert broken(GOOD) == []


def test_more_than_one_percent_of_errors_breaks_a_gate() -> None:
    assert broken(replace(GOOD, total=replace(FAST, failures=11))) == ["most failed requests: all requests"]


def test_one_percent_of_errors_breaks_none() -> None:
    assert broken(replace(GOOD, total=replace(FAST, failures=10))) == []


@pytest.mark.parametrize("name", [ISSUE_LIST, CREATE, SEARCH])
def test_a_slow_request_breaks_its_own_gate_alone(name: str) -> None:
    slow = replace(GOOD, rows={**GOOD.rows, name: replace(FAST, p95=801)})

    assert [one.rpartition(": ")[2] for one in broken(slow)] == [name]


def test_slow_requests_do_not_matter_where_only_errors_do() -> None:
    assert broken(replace(GOOD, total=replace(FAST, p95=5000, p99=9000)), "errors") == []


def test_an_idle_persona_breaks_a_gate_even_where_only_errors_matter() -> None:
    idle = replace(GOOD, activity={"RegularUser": Activity(answered=49, expected=100)})

    assert broken(idle, "errors") == ["least requests of each persona: RegularUser"]


def test_a_persona_that_had_no_time_is_not_idle() -> None:
    assert broken(replace(GOOD, activity={"RegularUser": Activity(answered=0, expected=0.5)})) == []


def test_a_run_without_requests_breaks_gates() -> None:
    assert broken(replace(GOOD, total=Row(0, 0, 0, 0, 0), rows={}))


def test_a_request_that_should_have_come_and_did_not_breaks_its_gate() -> None:
    assert broken(replace(GOOD, rows={}, awaited=frozenset({CREATE}))) == [
        f"95th percentile of creating an issue: {CREATE}"
    ]


def test_a_request_that_nobody_was_to_make_breaks_no_gate() -> None:
    assert broken(replace(GOOD, rows={})) == []


def test_an_exception_in_a_persona_breaks_a_gate() -> None:
    assert broken(replace(GOOD, exceptions=1)) == ["errors in the personas themselves: all requests"]


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.key)
def test_each_gate_can_be_moved(gate: object) -> None:
    activity = {"RegularUser": Activity(answered=50, expected=100)}
    bad = Row(requests=100, failures=50, p50=5, p95=5000, p99=9000)
    figures = Figures(bad, {ISSUE_LIST: bad, CREATE: bad, SEARCH: bad}, activity)
    limit = 0 if gate.figure == "activity" else 10_000  # type: ignore[attr-defined]
    strict = {one.key: 99 if one.figure == "activity" else 1 for one in GATES}

    outcomes = judge("default", replace(figures, limits={**strict, gate.key: limit}))  # type: ignore[attr-defined]

    assert [one.title for one in outcomes if one.held and one.unit != "errors"] == [gate.title]  # type: ignore[attr-defined]


def test_no_gate_is_looked_at_when_they_are_off() -> None:
    assert judge("off", replace(GOOD, exceptions=1)) == []
