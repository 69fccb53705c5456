"""`flask lab up`."""

import sys
from contextlib import suppress

import click

from lab.detached import start_detached, wait_until_ready
from lab.record import service_line
from lab.state import LabState, running_lab
from webapp.refusal import Refusal, refuses, shown_url

DEFAULT_SCALE = 0.01


class LabHeld(Refusal):
    """An experiment uses the lab's cluster, which can be started once only."""


@click.command("up")
@click.option(
    "--scale",
    type=click.FloatRange(0, min_open=True),
    default=DEFAULT_SCALE,
    show_default=True,
    help="Size of the data that an empty database gets; 1 is 10 GiB.",
)
@click.option("--users", type=click.IntRange(1), help="Put this many users on the app at once.")
@click.option(
    "--replica", is_flag=True, help="Start a replica of the embedded PostgreSQL; the app reads from it."
)
@click.option("--detach", is_flag=True, help="Return when all is ready; the lab goes on in the background.")
@refuses
def command(scale: float, users: int | None, replica: bool, detach: bool) -> None:
    """Start the lab and watch over it; Ctrl-C stops it, the data stays.

    Starts PostgreSQL and Valkey (unless DATABASE_URL and REDIS_URL name servers of your own), migrates a
    database that never was, fills it if it is empty, then starts the web app, the workers, the scheduler and
    Locust's page. A part that dies is started again.

    Where the lab runs already, this shows its URLs and ends with 0, since what was asked for is there; the
    options given are not applied to it.

    \b
    Examples:
      flask lab up
      flask lab up --users 50
      flask lab up --scale 0.1 --detach
      flask lab up --replica
      TASKPILOT_WEB_PORT=8001 flask lab up
    """
    if (state := running_lab()) is not None:
        if state.experiment is not None:
            raise LabHeld(
                f"a run ({state.experiment}) holds the lab's PostgreSQL; wait for it, or end it with "
                "'flask lab down'"
            )
        wait_until_ready()
        show_running(running_lab())
    elif detach:
        options = ["--scale", str(scale), *(["--users", str(users)] if users else [])]
        options += ["--replica"] if replica else []
        sys.exit(start_detached(options, click.echo))
    else:
        from lab.up import up

        up(scale, users, say, replica)


def say(line: str) -> None:
    """Tell the terminal, if it is still there: the lab must stop in order also when it has been closed."""
    with suppress(OSError):
        click.echo(line)


def show_running(state: LabState | None) -> None:
    """Say where the parts of a running lab are."""
    click.echo("the lab is running; 'flask lab down' stops it")
    for name, entry in state.services.items() if state else ():
        click.echo(service_line(name, shown_url(entry["url"]) if entry["url"] else entry["state"]))
