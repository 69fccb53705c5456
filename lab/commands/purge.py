"""`flask lab purge`."""

import shutil

import click

from lab.experiment.services import purge_runs
from lab.recovery import recover
from lab.state import holding_the_lab
from lab.unprivileged import purge_home
from webapp.paths import lab_dir
from webapp.refusal import refuses


@click.command("purge")
@click.option("--yes", is_flag=True, help="Do not ask.")
@refuses
def command(yes: bool) -> None:
    """Remove the embedded servers' data and logs, also where they lie outside the clone.

    With them go the runs' databases there; the runs' own folders stay.

    Refuses while the lab runs. A database of your own (DATABASE_URL) is not touched.

    \b
    Examples:
      flask lab purge
      flask lab purge --yes
    """
    folder = lab_dir()
    with holding_the_lab():
        if not yes:
            click.confirm(f"Remove the lab's data and logs of {folder}?", abort=True)
        recover()
        removed = [*purge_home(folder), *purge_runs(folder)]
        for rest in (folder / "logs", folder / "hold", folder / "watch", folder / "console"):
            if rest.exists():
                shutil.rmtree(rest)
                removed.append(rest)
    for path in removed:
        click.echo(f"removed {path}")
    if not removed:
        click.echo("there was nothing to remove")
