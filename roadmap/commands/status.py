"""`flask roadmap status`."""

from typing import Any

import click

from roadmap import log
from roadmap.apply import current_revision
from roadmap.catalogue import applied_at, day_of, last_day, revisions
from roadmap.commands._shared import echo_json, engine
from webapp.refusal import refuses


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refuses
def command(as_json: bool) -> None:
    """Say how far the database is, and what its changes cost.

    \b
    Examples:
      flask roadmap status
      flask roadmap status --json
    """
    state = status()
    if as_json:
        echo_json(state)
        return
    click.echo(f"day {state['day']} of {state['last_day']}, revision {state['revision'] or 'none'}")
    click.echo(f"{len(state['applied'])} changes applied, {state['pending']} to come")
    for problem in state["problems"]:
        click.echo(problem)


def status() -> dict[str, Any]:
    """Where the database stands; `problems` says where schema and log disagree."""
    with engine().connect() as connection:
        here = current_revision(connection)
        entries = log.applied(connection)
    applied = [revision.id for revision in applied_at(here)]
    return {
        "revision": here,
        "day": day_of(here),
        "last_day": last_day(),
        "applied": applied,
        "pending": len(revisions()) - len(applied),
        "plan": entries[applied[-1]].plan if applied and applied[-1] in entries else None,
        "problems": [
            *(f"{name} is applied and not in the log" for name in applied if name not in entries),
            *(f"{name} is in the log and not applied" for name in entries if name not in applied),
        ],
    }
