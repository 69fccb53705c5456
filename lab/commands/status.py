"""`flask lab status`."""

import json

import click

from lab.child import State
from lab.shortages import shortages
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
    short = shortages(state)
    if as_json:
        services = {} if state is None else state.services
        document = {"running": state is not None, "services": services}
        click.echo(json.dumps(document | ({"shortages": short} if short else {}), indent=2))
    elif state is None:
        crashed = "; the last one crashed, the next start clears up after it" if read_state() else ""
        click.echo(f"no lab runs{crashed}")
    else:
        show_table(state)
        for words in short:
            click.echo(words)


def show_table(state: LabState) -> None:
    """Print a line for each service; passwords are masked."""
    rows = [("service", "state", "pid", "url")]
    rows += [
        (
            name,
            state_now(state, name, entry["state"]),
            str(entry["pid"] or ""),
            shown_url(entry["url"]) if entry["url"] else "",
        )
        for name, entry in state.services.items()
    ]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=False)]
        click.echo("".join([*cells, row[-1]]).rstrip())


def state_now(state: LabState, name: str, written: str) -> str:
    """A service's state as written, unless its process has ended since, which a full disk hides."""
    process = state.processes.get(name)
    ended = written == State.RUNNING and (process is None or process.process() is None)
    return str(State.RESTARTING if ended else written)
