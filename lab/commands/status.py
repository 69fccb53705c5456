"""`flask lab status`."""

import json

import click

from lab.state import LabState, read_state, running_lab
from webapp.refusal import refuses, shown_url

WIDTHS = (11, 11, 8)


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="For machines; prints passwords.")
@refuses
def command(as_json: bool) -> None:
    """Show whether the lab runs, and its services; ends with 0 either way.

    \b
    Examples:
      flask lab status
      flask lab status --json
    """
    state = running_lab()
    if as_json:
        services = {} if state is None else state.services
        click.echo(json.dumps({"running": state is not None, "services": services}, indent=2))
    elif state is None:
        crashed = "; the last one crashed, the next start clears up after it" if read_state() else ""
        click.echo(f"no lab runs{crashed}")
    else:
        show_table(state)


def show_table(state: LabState) -> None:
    """Print a line for each service; passwords are masked."""
    rows = [("service", "state", "pid", "url")]
    rows += [
        (name, entry["state"], str(entry["pid"] or ""), shown_url(entry["url"]) if entry["url"] else "")
        for name, entry in state.services.items()
    ]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=False)]
        click.echo("".join([*cells, row[-1]]).rstrip())
