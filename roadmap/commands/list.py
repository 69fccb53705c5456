"""`flask roadmap list`."""

from typing import Any

import click

from roadmap import log
from roadmap.catalogue import revisions
from roadmap.commands._shared import echo_json, engine
from webapp.refusal import refuses
from webapp.settings import load_settings


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refuses
def command(as_json: bool) -> None:
    """List the changes, day by day, and which of them are applied.

    \b
    Examples:
      flask roadmap list
      flask roadmap list --json
    """
    changes = listed()
    if as_json:
        echo_json({"changes": changes})
        return
    for change in changes:
        mark = "*" if change["applied"] else " "
        click.echo(
            f"{mark} day {change['day']:>2}  {change['engineer']:<6}  {change['id']:<32}  {change['title']}"
        )
    click.echo("* applied" if any(change["applied"] for change in changes) else "none applied")


def listed() -> list[dict[str, Any]]:
    """The changes with their labels; `applied` is null without a database, too."""
    entries = {}
    if load_settings().database_url:
        with engine().connect() as connection:
            entries = log.applied(connection)
    return [
        {
            "id": revision.id,
            "day": revision.day,
            "engineer": revision.change.engineer.name,
            "kind": str(revision.change.kind),
            "mistake": revision.change.mistake,
            "title": revision.title,
            "variants": list(revision.change.variants),
            "scripted": revision.change.script,
            "applied": entries[revision.id].way if revision.id in entries else None,
        }
        for revision in revisions()
    ]
