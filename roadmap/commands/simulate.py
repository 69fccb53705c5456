"""`flask roadmap simulate`."""

import click

from roadmap.commands._shared import Duration, echo_outcome, engine, lock_timeout, orderly_stop
from roadmap.engineers import ENGINEERS
from roadmap.plan import DEFAULT_SEED, BadPlan, Plan
from roadmap.simulate import Failure, simulate
from webapp.refusal import refuses
from webapp.settings import settings


@click.command("simulate")
@click.option("--changes-per-day", type=click.IntRange(1, 3), help="Default: ENGINEER_CHANGES_PER_DAY.")
@click.option("--day-length", "day_length_ms", type=Duration(), default="10m", show_default=True)
@click.option("--error-rate", type=click.FloatRange(0, 1), help="Default: ENGINEER_ERROR_RATE.")
@click.option("--engineer-rate", "own", multiple=True, metavar="NAME=RATE", help="One engineer's own rate.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Seed of the draws.")
@click.option("--days", type=click.IntRange(1), help="Stop after so many simulated days.")
@lock_timeout
@refuses
def command(
    changes_per_day: int | None,
    day_length_ms: int,
    error_rate: float | None,
    own: tuple[str, ...],
    seed: int,
    days: int | None,
    lock_timeout_ms: int,
) -> None:
    """Let the engineers work: apply the changes to come, day by simulated day, mistakes by chance.

    Ctrl-C stops between two changes, or cancels the one under way; the same command goes on later.

    \b
    Examples:
      flask roadmap simulate
      flask roadmap simulate --changes-per-day 2 --day-length 10m --error-rate 0.2
      flask roadmap simulate --day-length 5s --engineer-rate Jordan=0.8 --seed 7
    """
    defaults = settings()
    rate = defaults.engineer_error_rate if error_rate is None else error_rate
    plan = Plan("drawn", seed, rate, tuple(_own_rate(given) for given in own))
    per_day = changes_per_day or defaults.engineer_changes_per_day
    with orderly_stop():
        for outcome in simulate(engine(), plan, per_day, day_length_ms / 1000, days, lock_timeout_ms):
            if isinstance(outcome, Failure):
                click.echo(outcome.reason, err=True)
            else:
                echo_outcome(outcome)


def _own_rate(given: str) -> tuple[str, float]:
    name, _, rate = given.partition("=")
    names = {engineer.name.lower(): engineer.name for engineer in ENGINEERS}
    try:
        value = float(rate)
    except ValueError:
        value = -1.0
    if name.lower() not in names or not 0 <= value <= 1:
        raise BadPlan(
            f"--engineer-rate {given!r} is not NAME=RATE with one of {', '.join(names.values())} and 0..1"
        )
    return names[name.lower()], value
