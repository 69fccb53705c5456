"""Simulated days: pace, end, resumption, and the same seed giving the same ways."""

import pytest
from sqlalchemy import Engine

from roadmap import log
from roadmap.apply import Outcome, revert_to
from roadmap.plan import Plan
from roadmap.simulate import Failure, simulate

pytestmark = pytest.mark.usefixtures("small_roadmap")
PLAN = Plan("drawn", 3, 0.6)


def names(played: list[Outcome | Failure]) -> list[str]:
    return [outcome.revision.id for outcome in played if isinstance(outcome, Outcome)]


def test_each_day_has_its_number_of_changes_and_the_last_ends_it(tracker: Engine) -> None:
    pauses: list[float] = []
    played = list(simulate(tracker, PLAN, 2, 60.0, pause=pauses.append))
    assert names(played) == ["d01a_gadgets", "d02a_gadget_index", "d02b_due_note"]
    assert pauses == [pytest.approx(30, abs=10), pytest.approx(60, abs=10), pytest.approx(90, abs=10)]


def test_a_stopped_simulation_goes_on(tracker: Engine) -> None:
    assert len(names(list(simulate(tracker, PLAN, 1, 0.001, days=1)))) == 1
    assert names(list(simulate(tracker, PLAN, 1, 0.001))) == ["d02a_gadget_index", "d02b_due_note"]


def test_the_same_seed_runs_the_same_ways(tracker: Engine) -> None:
    ways = []
    for _ in range(2):
        list(simulate(tracker, PLAN, 3, 0.001))
        with tracker.connect() as connection:
            ways.append({change: entry.way for change, entry in log.applied(connection).items()})
        revert_to(tracker, 0)
    assert ways[0] == ways[1]
