"""`flask roadmap sql`."""

import click

from roadmap.catalogue import require_day
from roadmap.commands._shared import plan_options
from roadmap.offline import sql_of_day
from roadmap.plan import plan_from
from webapp.refusal import refuses


@click.command("sql")
@click.option("--day", type=click.IntRange(1), required=True, help="The day whose changes are printed.")
@plan_options
@refuses
def command(day: int, control: bool, error_rate: float | None, seed: int) -> None:
    """Print the SQL of a day's changes; no database is needed.

    \b
    Examples:
      flask roadmap sql --day 7
      flask roadmap sql --day 7 --control
    """
    click.echo(sql_of_day(require_day(day), plan_from(control, error_rate, seed)), nl=False)
