"""`flask seed …`.

The rest is imported when a command runs: every `flask` command imports this file.
"""

import json
from datetime import datetime

import click

from webapp.refusal import refuses


@click.group(invoke_without_command=True)
@click.option("--scale", type=float, default=1.0, show_default=True, help="1 is 10 GiB; 0.01 suits a laptop.")
@click.option("--jobs", type=click.IntRange(1), help="Worker processes; default: one a core.")
@click.option(
    "--seed", "number", type=int, default=42, show_default=True, help="The same seed, the same bytes."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The day the two years end; default: today (UTC)."
)
@click.option("--reset", is_flag=True, help="Remove all rows first.")
@click.option("--resume", is_flag=True, help="Go on with a seed that was stopped.")
@click.option("--dry-run", is_flag=True, help="Show the plan and do nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
@refuses
def seed(
    context: click.Context,
    scale: float,
    jobs: int | None,
    number: int,
    until: datetime | None,
    reset: bool,
    resume: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Fill the database with two years of a growing company's data.

    \b
    Examples:
      flask seed --scale 0.01
      flask seed --scale 1 --jobs 4
      flask seed --resume
    """
    if context.invoked_subcommand:
        return
    from rich.console import Console

    from seeding.plan import build_plan
    from seeding.progress import Bars, show_plan, summary_line
    from seeding.run import seed_database
    from seeding.spec import Spec, today
    from webapp.settings import load_settings

    spec = Spec(scale, number, until.date() if until else today())
    console = Console(stderr=True)
    if not (as_json or resume) and (dry_run or console.is_terminal):
        show_plan(console, build_plan(spec))
    if dry_run:
        return
    url = load_settings().require_database_url()
    if console.is_terminal and not as_json:
        with Bars(console) as bars:
            summary = seed_database(url, spec, jobs=jobs, progress=bars, resume=resume, reset=reset)
    else:
        summary = seed_database(url, spec, jobs=jobs, resume=resume, reset=reset)
    click.echo(json.dumps(summary.as_json()) if as_json else summary_line(summary))
