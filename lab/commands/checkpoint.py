"""`flask lab checkpoint save | restore | list | delete`."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from lab.checkpoints import Checkpoint, Checkpoints
from lab.disk import size
from lab.server import admin_url
from roadmap.commands._shared import orderly_stop
from webapp.refusal import refuses

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group("checkpoint")
def command() -> None:
    """Keep the database as it is now, and go back to it in seconds.

    A checkpoint is a copy on the same server: rows, indexes, planner statistics, settings, the schema lab.
    What PostgreSQL counts (index scans, dead rows, pg_stat_statements) begins anew after a restore; a pack
    ('flask lab pack') keeps that, too. The app's sessions are ended for the copy; it answers 503 for a moment
    and goes on by itself.

    \b
    Examples:
      flask lab checkpoint save day-20
      flask lab checkpoint restore day-20
      flask lab checkpoint list --json
      flask lab checkpoint delete day-20
    """


def of_run(decorated: Command) -> Command:
    """The option that means a run's database."""
    return click.option(
        "--run",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The database that this run left, in place of the lab's.",
    )(decorated)


@command.command("save")
@click.argument("name")
@click.option("--replace", is_flag=True, help="Replace a checkpoint of this name.")
@of_run
@refuses
def save(name: str, replace: bool, run: Path | None) -> None:
    """Copy the database as it is now.

    \b
    Examples:
      flask lab checkpoint save day-20
      flask lab checkpoint save before-experiment --replace
    """
    began = time.monotonic()
    with orderly_stop():
        saved = Checkpoints(admin_url(run)).save(name, replace)
    click.echo(f"saved '{name}': {_words(saved)}, in {time.monotonic() - began:.1f} s")


@command.command("restore")
@click.argument("name")
@of_run
@refuses
def restore(name: str, run: Path | None) -> None:
    """Put the database back to a checkpoint; what it holds now is gone.

    \b
    Example:
      flask lab checkpoint restore day-20
    """
    began = time.monotonic()
    checkpoints = Checkpoints(admin_url(run))
    with orderly_stop():
        restored = checkpoints.restore(name)
    click.echo(
        f"{checkpoints.database} is back at '{name}': {_words(restored)}, "
        f"in {time.monotonic() - began:.1f} s; PostgreSQL counts anew from here"
    )


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@of_run
@refuses
def list_(as_json: bool, run: Path | None) -> None:
    """Show the checkpoints there are.

    \b
    Examples:
      flask lab checkpoint list
      flask lab checkpoint list --run runs/first --json
    """
    checkpoints = Checkpoints(admin_url(run))
    found = checkpoints.all()
    if as_json:
        click.echo(json.dumps({"checkpoints": [one.as_json() for one in found]}, indent=2))
        return
    for one in found:
        click.echo(f"{one.name:<24}  {_words(one)}")
    if not found:
        click.echo(f"{checkpoints.database} has no checkpoint; 'flask lab checkpoint save NAME' makes one")


@command.command("delete")
@click.argument("name")
@of_run
@refuses
def delete(name: str, run: Path | None) -> None:
    """Remove a checkpoint.

    \b
    Example:
      flask lab checkpoint delete day-20
    """
    gone = Checkpoints(admin_url(run)).delete(name)
    click.echo(f"deleted '{name}' ({size(gone.bytes)})")


def _words(one: Checkpoint) -> str:
    day = "no roadmap" if one.day is None else f"day {one.day}"
    return f"{day}, {size(one.bytes)}, taken at {one.taken_at}"
