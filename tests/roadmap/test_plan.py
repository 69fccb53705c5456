"""Drawn, scripted and control plans."""

import pytest

from roadmap.catalogue import revisions
from roadmap.engineers import ALEX, ENGINEERS, JORDAN
from roadmap.plan import CONTROL, SCRIPTED, BadPlan, Plan, chance, plan_from, read_plan

pytestmark = pytest.mark.usefixtures("small_roadmap")


def ways(plan: Plan) -> list[str]:
    return [plan.way(revision) for revision in revisions()]


def test_the_script_decides_by_default() -> None:
    assert ways(SCRIPTED) == ["flawed", "clean", "clean"]


def test_control_runs_no_mistake() -> None:
    assert ways(CONTROL) == ["clean"] * 3


@pytest.mark.parametrize(("rate", "expected"), [(1.0, ["flawed", "clean", "flawed"]), (0.0, ["clean"] * 3)])
def test_an_error_rate_of_one_takes_every_flawed_way_and_zero_none(rate: float, expected: list[str]) -> None:
    assert ways(Plan("drawn", 42, rate)) == expected


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    draws = [tuple(ways(Plan("drawn", seed, 0.5))) for seed in range(20)]
    assert draws == [tuple(ways(Plan("drawn", seed, 0.5))) for seed in range(20)]
    assert len(set(draws)) > 1


def test_chances_are_in_proportion_to_the_engineers_rates() -> None:
    assert chance(0.01, JORDAN) / chance(0.01, ALEX) == pytest.approx(4, rel=0.02)
    assert [chance(1.0, engineer) for engineer in ENGINEERS] == [1.0, 1.0, 1.0]


def test_an_engineers_own_rate_wins() -> None:
    assert ways(Plan("drawn", 42, 1.0, (("Jordan", 0.0),))) == ["flawed", "clean", "clean"]


@pytest.mark.parametrize("plan", [SCRIPTED, CONTROL, Plan("drawn", 7, 0.25, (("Sam", 0.5),))], ids=str)
def test_a_stored_plan_reads_back(plan: Plan) -> None:
    assert read_plan(str(plan)) == plan


def test_control_and_an_error_rate_contradict_each_other() -> None:
    with pytest.raises(BadPlan, match="give one of the two"):
        plan_from(True, 0.2)
