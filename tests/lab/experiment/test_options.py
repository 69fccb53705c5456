"""What a run may be asked for."""

from dataclasses import replace

import pytest

from lab.experiment.options import Hook, Options, day_range
from lab.experiment.refused import RunRefused
from roadmap.catalogue import last_day


def options(*hooks: str) -> Options:
    """Options with these hooks."""
    return Options(1, 2, 0.5, 5, 0.01, 42, False, None, hooks)


@pytest.mark.parametrize(("given", "days"), [("1-10", (1, 10)), ("7", (7, 7)), (" 2-3 ", (2, 3))])
def test_a_range_of_days_is_read(given: str, days: tuple[int, int]) -> None:
    assert day_range(given) == days


@pytest.mark.parametrize(
    ("given", "way_out"),
    [
        ("ten", "--days 1-10"),
        ("5-3", "--days 3-5"),
        ("0-2", "flask roadmap list"),
        (f"1-{last_day() + 1}", "flask roadmap list"),
        ("1-2-3", "--days 1-10"),
    ],
)
def test_another_range_is_refused_with_the_way_out(given: str, way_out: str) -> None:
    with pytest.raises(RunRefused) as refused:
        day_range(given)
    assert (given in refused.value.message, way_out in refused.value.message) == (True, True)


def test_people_hurry_on_days_under_two_minutes_only() -> None:
    lengths = (0.5, 2.0, 10.0)
    assert [replace(options(), minutes_per_day=n).think_time for n in lengths] == [0.25, 1.0, 1.0]


def test_a_hook_may_be_named() -> None:
    assert options("postgresai=./checkup.sh --all").tool_hooks == [Hook("postgresai", "./checkup.sh --all")]


def test_a_setting_before_a_command_is_no_name() -> None:
    assert options("PGUSER=me psql -c 'select 1'").tool_hooks == [
        Hook("hook", "PGUSER=me psql -c 'select 1'")
    ]


@pytest.mark.parametrize("hooks", [("a=true", "a=false"), ("true", "false"), ("inspect=true",)])
def test_two_hooks_of_one_name_and_the_runs_own_are_refused(hooks: tuple[str, ...]) -> None:
    with pytest.raises(RunRefused):
        _ = options(*hooks).tool_hooks


def test_the_manifest_keeps_options_as_they_were() -> None:
    asked = options("postgresai=./checkup.sh")
    assert Options.from_json(asked.as_json()) == asked
