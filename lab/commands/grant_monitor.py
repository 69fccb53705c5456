"""`flask lab grant-monitor`."""

import json
from pathlib import Path

import click

from lab.monitor_role import grant_monitor
from lab.server import admin_url
from webapp.refusal import refuses

ROLE = "taskpilot_monitor"


@click.command("grant-monitor")
@click.option("--role", default=ROLE, show_default=True, help="The role's name.")
@click.option(
    "--password",
    envvar="TASKPILOT_MONITOR_PASSWORD",
    show_envvar=True,
    help="Its password; a new one by default, at each call.",
)
@click.option("--read-tables", is_flag=True, help="Let it read the tables of the schema public, too.")
@click.option(
    "--run",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="For the database that this run left, in place of the lab's.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refuses
def command(role: str, password: str | None, read_tables: bool, run: Path | None, as_json: bool) -> None:
    """Make the role that a monitoring tool logs in with, and print its URL.

    It is in pg_monitor, may connect, and reads no table; the schema lab, where the answers are, stays closed
    to it. --read-tables is for tools that plan statements or estimate bloat from pg_stats. A second call
    brings the role to the same state and sets its password anew.

    \b
    Examples:
      flask lab grant-monitor
      flask lab grant-monitor --read-tables --json
      TASKPILOT_MONITOR_PASSWORD=... flask lab grant-monitor --role pgwatch
    """
    made = grant_monitor(admin_url(run), role, password, read_tables)
    if as_json:
        click.echo(
            json.dumps({"role": made.role, "url": made.url, "reads_tables": made.reads_tables}, indent=2)
        )
        return
    click.echo(
        f"{made.role} {'made' if made.made else 'is there; its password is new'}: pg_monitor"
        f"{', reads the tables of public' if made.reads_tables else ''}"
    )
    click.echo(made.url)
