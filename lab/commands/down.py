"""`flask lab down`."""

import click

from lab.detached import stop_running
from lab.recovery import recover
from lab.state import holding_the_lab
from webapp.refusal import refuses


@click.command("down")
@refuses
def command() -> None:
    """Stop the lab that runs in another terminal or in the background; the data stays.

    Load stops first and the database last. Without a running lab this only clears up after one that crashed.

    \b
    Example:
      flask lab down
    """
    if stop_running():
        click.echo("the lab has stopped; the data stays for the next time")
        return
    with holding_the_lab():
        left = recover()
    click.echo("no lab runs" + (f"; stopped {left} processes of one that had crashed" if left else ""))
