"""`flask lab restart`."""

import click

from lab.rolling import restart_web
from webapp.refusal import refuses


@click.command("restart")
@click.argument("service", type=click.Choice(["web"]))
@refuses
def command(service: str) -> None:
    """Restart the web app of the running lab while it serves: new code and settings, no request lost.

    The old processes serve until the new ones are ready, then have five seconds to end what they have begun.

    \b
    Example:
      flask lab restart web
    """
    count, seconds = restart_web()
    click.echo(f"{service} runs anew in {count} processes, after {seconds:.1f} s")
