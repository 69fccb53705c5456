"""`flask lab inspect`: look for trouble without knowing the roadmap."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lab.inspect.catalogue import catalogue
from lab.inspect.database import APPLICATION_NAME
from lab.inspect.earlier import calls_in
from lab.inspect.run import Inspection, inspect
from lab.rundir import run_database_url
from webapp.database import command_engine
from webapp.refusal import refuses
from webapp.settings import load_settings

WIDE = 160


@click.command("inspect")
@click.option(
    "--run",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Inspect the database that this run left.",
)
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What --json printed at an earlier look: leave out statements that have not run since.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--checks", "list_checks", is_flag=True, help="List the checks and when each reports.")
@refuses
def command(run: Path | None, since: Path | None, as_json: bool, list_checks: bool) -> None:
    """Look for trouble in the database as any monitoring tool would: without knowing the roadmap.

    Reads catalogues, statistics and generic plans; writes nothing. A role in pg_monitor is enough for most
    checks; those that cannot look are named on stderr.

    \b
    Examples:
      flask lab inspect
      flask lab inspect --run runs/first --json
      flask lab inspect --since yesterday.json
      flask lab inspect --checks
    """
    if list_checks:
        for entry in catalogue():
            click.echo(f"{entry.key:<32}  {entry.check.gates}")
        return
    url = load_settings().require_database_url()
    before = calls_in(since) if since else None
    engine = command_engine(run_database_url(url, run) if run else url, APPLICATION_NAME)
    found = inspect(engine, before=before)
    for check, reason in found.not_checked.items():
        click.echo(f"{check} could not look: {reason}", err=True)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2))
    elif found.findings:
        Console(width=None if sys.stdout.isatty() else WIDE).print(table(found))
    else:
        click.echo("no findings")


def table(found: Inspection) -> Table:
    """The findings for people."""
    shown = Table("check", "object", "detail", box=None, pad_edge=False)
    for finding in found.findings:
        name = finding.object.get("name") or finding.object.get("queryid")
        shown.add_row(finding.check, f"{finding.object['kind']} {name}", finding.detail)
    return shown
