"""A finding counts against the inspector from the gates on that its check has."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from lab.inspect import plans
from roadmap.apply import apply_until
from roadmap.plan import SCRIPTED
from roadmap.proof import query_named
from roadmap.scorable import STATEMENT_BLOCKS, STATEMENT_CALLS
from roadmap.truth import expected, verified

pytestmark = pytest.mark.usefixtures("small_roadmap")


def slow_statement(document: dict[str, Any]) -> dict[str, Any]:
    (finding,) = (finding for finding in document["findings"] if finding["check"] == "K003")
    return dict(finding["scorable"])


def grown(engine: Engine) -> None:
    """Make the table that the small roadmap's slow statement reads a hundred pages long."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into gadgets (issue_id, name) select 1, repeat('x', 80) from generate_series(1, 8000)"
            )
        )


def called(engine: Engine, times: int) -> None:
    """Call that statement."""
    with engine.connect() as connection:
        for _ in range(times):
            connection.execute(text(query_named("gadgets.by_issue").sql), {"issue_id": 1})


def test_a_slow_statement_that_was_called_often_enough_counts(tracker: Engine) -> None:
    apply_until(tracker, 1)
    grown(tracker)
    called(tracker, 3)
    assert slow_statement(verified(tracker))["inspect"] is True


def test_a_slow_statement_that_was_called_twice_does_not(tracker: Engine) -> None:
    apply_until(tracker, 1)
    grown(tracker)
    called(tracker, 2)
    assert slow_statement(verified(tracker))["inspect"] is False


def test_a_statement_that_reads_little_in_the_mean_does_not(tracker: Engine) -> None:
    apply_until(tracker, 1)
    called(tracker, 30)
    assert slow_statement(verified(tracker))["inspect"] is False


def test_by_the_plan_alone_every_statement_counts() -> None:
    assert slow_statement(expected(1, SCRIPTED))["inspect"] is True


def test_the_gates_are_those_of_the_inspector() -> None:
    assert (STATEMENT_CALLS, STATEMENT_BLOCKS) == (plans.MIN_CALLS, plans.MIN_BLOCKS)
