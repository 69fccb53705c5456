"""The curves, and the shapes that follow them."""

import pytest

from locustfiles.common.curves import day, hill, spikes
from locustfiles.common.steps import Step, drift, most_users_that_hold
from tests.locustfiles.scenario import Run, scenario

GOOD = Step(users=20, requests=1000, failures=0, p95=100)


@pytest.mark.parametrize(
    ("second", "users"),
    [(0, 10), (150, 39), (300, 68), (3299, 68), (3300, 68), (3450, 39), (3599, 10), (3600, None)],
)
def test_a_hill_goes_up_along_and_down(second: float, users: float | None) -> None:
    height = hill(second, 10, 68, 300, 3000, 300)

    assert height is None if users is None else height == pytest.approx(users, abs=0.5)


@pytest.mark.parametrize(
    ("second", "users"), [(0, 10), (240, 40), (480, 100), (720, 60), (840, 80), (1440, None)]
)
def test_a_day_passes_its_levels(second: float, users: float | None) -> None:
    assert day(second, (10, 40, 100, 60, 100, 50, 20), 100, 1440) == users


@pytest.mark.parametrize(
    ("second", "users"),
    [(0, 10), (119, 10), (120, 50), (179, 50), (180, 10), (300, 50), (480, None)],
)
def test_spikes_are_sudden_and_end_in_calm(second: float, users: float | None) -> None:
    assert spikes(second, 10, 50, 120, 60, 2) == users


def test_the_knee_is_the_last_step_before_the_first_that_breaks() -> None:
    steps = [GOOD, Step(40, 1000, 5, 200), Step(60, 1000, 0, 501), Step(80, 1000, 0, 100)]

    assert most_users_that_hold(steps, max_p95=500, max_errors_percent=1) == 40


@pytest.mark.parametrize("step", [Step(20, 1000, 11, 100), Step(20, 1000, 0, 501), Step(20, 0, 0, 0)])
def test_a_step_that_fails_or_is_slow_or_idle_does_not_hold(step: Step) -> None:
    assert most_users_that_hold([step], max_p95=500, max_errors_percent=1) == 0


def test_drift_compares_the_first_tenth_with_the_last() -> None:
    assert drift([10.0] * 10 + [50.0] * 80 + [90.0] * 10) == (10, 90)
    assert drift([]) == (0, 0)


SHORT = {
    "stages": ("-u", "40", "--from-users", "20", "--ramp-up", "2s", "--hold", "3s", "--ramp-down", "2s"),
    "office_day": ("-u", "40", "--day-length", "6s"),
    "spike": ("-u", "40", "--calm", "2s", "--spike", "2s", "--spikes", "1"),
    "soak": ("-u", "40", "--warm-up", "1s", "--hold", "5s"),
    "staircase": ("-u", "40", "--step-time", "3s"),
}
FINDINGS = {
    "soak": "ms in the first tenth and",
    "staircase": "the most users that hold: 40; no step broke a limit",
}


def shaped(name: str, *knobs: str) -> tuple[str, ...]:
    files = f"locustfiles/personas,locustfiles/shapes/{name}.py"
    return ("-f", files, "-r", "50", "--think-time", "0.1", "--json", *knobs)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[
                scenario(*shaped(name, *SHORT[name]), "--gates", "off"),
                *([] if name in ("stages", "staircase") else [pytest.mark.slow]),
            ],
        )
        for name in SHORT
    ],
)
def test_a_shape_runs_to_its_end_and_passes(run: Run, name: str) -> None:
    assert run.exit_code == 0, run.output
    assert run.summary()["total"]["requests"] > 50
    assert FINDINGS.get(name, "") in " ".join(run.summary()["findings"])


@scenario(*shaped("staircase", "-u", "40", "--step-time", "3s", "--max-p95", "100"), mode="slow", delay_s=0.5)
def test_a_staircase_whose_first_step_is_too_much_fails(run: Run) -> None:
    assert run.exit_code == 1
    assert "no step held the limits" in run.output
