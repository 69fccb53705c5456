"""`flask lab prepare`: a database of one's own, ready for the app."""

import click

from lab.prepare import prepare_database
from webapp.refusal import refuses
from webapp.settings import load_settings


@click.command("prepare")
@click.option("--scale", type=float, default=0.01, show_default=True, help="1 is 10 GiB.")
@refuses
def command(scale: float) -> None:
    """Migrate and seed the database of DATABASE_URL where that is still to be done.

    'flask lab up' does this by itself; containers and other machines call it once before they start the app.
    A database that is further along stays where it is, and a seed that was stopped is gone on with.

    \b
    Examples:
      flask lab prepare
      DATABASE_URL=postgresql://user:password@db:5432/taskpilot flask lab prepare --scale 0.1
    """
    prepare_database(load_settings().require_database_url(), scale, click.echo)
    click.echo("the database is ready")
