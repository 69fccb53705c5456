"""`flask roadmap apply`."""

import click

from roadmap.apply import apply_until
from roadmap.commands._shared import echo_outcome, engine, lock_timeout, orderly_stop, plan_options
from roadmap.plan import plan_from
from webapp.refusal import refuses


@click.command("apply")
@click.option(
    "--day", type=click.IntRange(0), required=True, help="Apply up to the end of this day; 0 is the baseline."
)
@plan_options
@lock_timeout
@refuses
def command(day: int, control: bool, error_rate: float | None, seed: int, lock_timeout_ms: int) -> None:
    """Apply the engineers' changes up to a day, under whatever load there is.

    \b
    Examples:
      flask roadmap apply --day 0
      flask roadmap apply --day 7
      flask roadmap apply --day 20 --control
      flask roadmap apply --day 20 --error-rate 0.2 --seed 7 --lock-timeout 2s
    """
    plan = plan_from(control, error_rate, seed)
    with orderly_stop():
        revision = apply_until(engine(), day, lock_timeout_ms, plan, echo_outcome)
    click.echo(f"at the end of day {day} (revision {revision})")
