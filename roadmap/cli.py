"""`flask roadmap …`."""

import click

from roadmap.apply import apply_until
from webapp.database import command_engine
from webapp.refusal import refuses
from webapp.settings import load_settings


@click.group()
def roadmap() -> None:
    """Change the database as the engineers' roadmap says."""


@roadmap.command("apply")
@click.option(
    "--day", type=click.IntRange(0), required=True, help="Apply up to the end of this day; 0 is the baseline."
)
@refuses
def apply_command(day: int) -> None:
    """Apply the engineers' changes up to a day.

    \b
    Example:
      flask roadmap apply --day 0
    """
    url = load_settings().require_database_url()
    revision = apply_until(command_engine(url, "taskpilot-lab roadmap"), day)
    click.echo(f"at the end of day {day} (revision {revision})")
