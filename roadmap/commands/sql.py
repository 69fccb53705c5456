"""`flask roadmap sql`."""

from pathlib import Path

import click

from roadmap.catalogue import require_day, revisions
from roadmap.commands._shared import plan_options
from roadmap.offline import sql_of_change, sql_of_day
from roadmap.plan import plan_from
from webapp.refusal import refuses


@click.command("sql")
@click.option("--day", type=click.IntRange(1), required=True, help="The day whose changes are printed.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write one file per change of days 1 to N into this folder, as a linter wants them.",
)
@plan_options
@refuses
def command(day: int, out: Path | None, control: bool, error_rate: float | None, seed: int) -> None:
    """Print the SQL of a day's changes; no database is needed.

    With --out the changes of all days up to this one are written, one file each, named as the change is.

    \b
    Examples:
      flask roadmap sql --day 7
      flask roadmap sql --day 7 --control
      flask roadmap sql --day 20 --out sql/; squawk --reporter json sql/*.sql > squawk.json
    """
    if out is not None:
        plan = plan_from(control, error_rate, seed)
        wanted = [revision for revision in revisions() if revision.day <= require_day(day)]
        out.mkdir(parents=True, exist_ok=True)
        for revision in wanted:
            (out / f"{revision.id}.sql").write_text(sql_of_change(revision, plan))
        click.echo(f"{out}: {len(wanted)} changes")
        return
    click.echo(sql_of_day(require_day(day), plan_from(control, error_rate, seed)), nl=False)
