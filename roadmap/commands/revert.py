"""`flask roadmap revert`."""

import click

from roadmap.apply import revert_to
from roadmap.commands._shared import echo_outcome, engine, lock_timeout, orderly_stop
from webapp.refusal import refuses


@click.command("revert")
@click.option("--day", type=click.IntRange(0), required=True, help="Go back to the end of this day.")
@lock_timeout
@refuses
def command(day: int, lock_timeout_ms: int) -> None:
    """Take back the changes after a day, each the way that it ran.

    \b
    Examples:
      flask roadmap revert --day 3
      flask roadmap revert --day 0
    """
    with orderly_stop():
        revision = revert_to(engine(), day, lock_timeout_ms, echo_outcome)
    click.echo(f"back at the end of day {day} (revision {revision})")
