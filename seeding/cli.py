"""`flask seed …`.

The rest is imported when a command runs: every `flask` command imports this file.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import click

from webapp.refusal import refuses

if TYPE_CHECKING:
    from seeding.spec import Spec

PROFILES = ("readme", "guide")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(invoke_without_command=True)
@click.option("--scale", type=float, help="1 (the default) is 10 GiB; 0.01 suits a laptop.")
@click.option("--size", help="How much data instead of a scale: 1MiB to 1TiB.")
@click.option("--jobs", type=click.IntRange(1), help="Worker processes; default: one a core.")
@click.option("--seed", "number", type=int, default=42, show_default=True, help="Same seed, same bytes.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the two years; default: today, UTC."
)
@click.option("--reset", is_flag=True, help="Remove all rows first.")
@click.option("--resume", is_flag=True, help="Go on with a seed that was stopped, as it was asked for.")
@click.option("--queue", is_flag=True, help="Have the workers of 'flask jobs worker' load, on any machines.")
@click.option("--dry-run", is_flag=True, help="Show the plan and do nothing.")
@AS_JSON
@click.pass_context
@refuses
def seed(
    context: click.Context,
    scale: float | None,
    size: str | None,
    jobs: int | None,
    number: int,
    until: datetime | None,
    reset: bool,
    resume: bool,
    queue: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Fill the database with two years of a growing company's data.

    \b
    Examples:
      flask seed --scale 0.01
      flask seed --size 10GiB --jobs 4
      flask seed --resume
    """
    if context.invoked_subcommand:
        return
    if scale and size:
        raise click.UsageError("give --scale or --size, not both")
    if reset and resume:
        raise click.UsageError("give --reset or --resume, not both")
    from rich.console import Console

    from seeding.plan import build_plan
    from seeding.progress import Bars, plan_as_json, show_plan, summary_line
    from seeding.run import seed_database
    from webapp.settings import load_settings

    spec = _spec(scale, size, number, until)
    console = Console(stderr=not dry_run)
    if dry_run and as_json:
        click.echo(json.dumps(plan_as_json(build_plan(spec))))
    elif dry_run or (console.is_terminal and not (as_json or resume)):
        show_plan(console, build_plan(spec))
    if dry_run:
        return
    settings = load_settings()
    url = settings.require_database_url()
    redis_url = settings.require_redis_url() if queue else None
    quiet = as_json or not console.is_terminal
    with Bars(console, quiet=quiet) as bars:
        summary = seed_database(
            url, spec, jobs=jobs, progress=bars, resume=resume, reset=reset, redis_url=redis_url
        )
    click.echo(json.dumps(summary.as_json()) if as_json else summary_line(summary))


@seed.command("grow")
@click.option("--days", type=click.IntRange(1), help="Simulated days to add.")
@click.option("--weeks", type=click.IntRange(1), help="Simulated weeks to add.")
@click.option("--size", help="Add days until the database is this much larger, like 10GiB.")
@click.option("--profile", type=click.Choice(PROFILES), default=PROFILES[0], show_default=True,
              help="Whose growth table: the README's or the load guide's.")  # fmt: skip
@click.option("--no-blobs", is_flag=True, help="Leave the attachments' contents out.")
@click.option("--resume", is_flag=True, help="Go on with a growth that was stopped, as it was asked for.")
@AS_JSON
@refuses
def grow_command(
    days: int | None,
    weeks: int | None,
    size: str | None,
    profile: str,
    no_blobs: bool,
    resume: bool,
    as_json: bool,
) -> None:
    """Add simulated days to a seeded database; LAB_GROWTH_RATE multiplies them.

    \b
    Examples:
      flask seed grow --days 1
      flask seed grow --weeks 12 --profile guide --no-blobs
      flask seed grow --size 10GiB
      flask seed grow --resume
    """
    if sum(option is not None for option in (days, weeks, size, resume or None)) != 1:
        raise click.UsageError("give one of --days, --weeks, --size and --resume")
    from rich.console import Console

    from seeding.growth.progress import DayBars, growth_lines
    from seeding.growth.run import grow
    from seeding.sizing import parse_size
    from webapp.settings import load_settings

    settings = load_settings()
    console = Console(stderr=True)
    wanted = days or (weeks * 7 if weeks else None)
    with DayBars(console, wanted, quiet=as_json or not console.is_terminal) as bars:
        growth = grow(
            settings.require_database_url(), days=wanted, size=parse_size(size) if size else None,
            profile=profile, rate=settings.lab_growth_rate, blobs=not no_blobs, report=bars.batch,
            resume=resume,
        )  # fmt: skip
    click.echo(json.dumps(growth.as_json()) if as_json else "\n".join(growth_lines(growth)))


@seed.command("status")
@AS_JSON
@refuses
def status_command(as_json: bool) -> None:
    """Show what this database was seeded with and how far it is.

    \b
    Example:
      flask seed status --json
    """
    from seeding.status import read_status
    from webapp.database import command_engine
    from webapp.settings import load_settings

    engine = command_engine(load_settings().require_database_url(), "taskpilot-lab seed")
    with engine.connect() as connection:
        status = read_status(connection)
    if as_json:
        click.echo(json.dumps(status))
        return
    for name, value in status.items():
        click.echo(f"{name}: {value}")


@seed.command("check")
@click.option("--checksums", is_flag=True, help="Also print a checksum of each table.")
@AS_JSON
@click.pass_context
@refuses
def check_command(context: click.Context, checksums: bool, as_json: bool) -> None:
    """Prove that no row contradicts another; exit code 1 where one does.

    \b
    Examples:
      flask seed check
      flask seed check --checksums --json
    """
    from seeding.check import check
    from seeding.checksum import checksums as sums
    from seeding.state import seeded_spec
    from webapp.database import command_engine
    from webapp.settings import load_settings

    engine = command_engine(load_settings().require_database_url(), "taskpilot-lab seed")
    with engine.connect() as connection:
        seeded_spec(connection)
        found = []
        for finding in check(connection):
            found.append(finding)
            if not as_json:
                click.echo(str(finding))
        tables = sums(connection) if checksums else {}
    holds = all(finding.holds for finding in found)
    if as_json:
        document = {"holds": holds, "checks": [finding.as_json() for finding in found]}
        click.echo(json.dumps(document | ({"checksums": tables} if checksums else {})))
    else:
        for name, value in tables.items():
            click.echo(f"{name} {value}")
    context.exit(0 if holds else 1)


def _spec(scale: float | None, size: str | None, number: int, until: datetime | None) -> Spec:
    from seeding.sizing import parse_size, scale_for
    from seeding.spec import Spec, today

    asked = scale_for(parse_size(size)) if size else 1.0 if scale is None else scale
    return Spec(asked, number, until.date() if until else today())
