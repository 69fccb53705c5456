"""`flask lab pack`."""

from pathlib import Path

import click
from sqlalchemy.engine import make_url

from lab.disk import size
from lab.rundir import run_database_url
from roadmap.commands._shared import orderly_stop
from webapp.refusal import refuses
from webapp.settings import load_settings


@click.command("pack")
@click.argument("run", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--day", type=click.IntRange(0), help="The day that you mean: refused where it is another.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The pack's file (.tar.gz).")
@refuses
def command(run: Path | None, day: int | None, out: Path | None) -> None:
    """Pack the database that RUN left, or the running lab's, with its ground truth beside it.

    A pack is a compressed copy of the server's files, made while the server is stopped for a moment, because
    only so what PostgreSQL counts (index scans, dead rows, pg_stat_statements) is in them. It holds the
    database as it is now: a run's last day. 'flask lab unpack' makes a live server of it, on any machine with
    the same major version of PostgreSQL and the same processor.

    \b
    Examples:
      flask lab pack
      flask lab pack runs/first --day 20
      flask lab pack --out packs/day-20.tar.gz
    """
    from lab.packs.make import make_pack

    url = load_settings().require_database_url()
    database = str(make_url(run_database_url(url, run) if run else url).database)
    with orderly_stop():
        made = make_pack(database, day, out, run or Path(), lambda line: click.echo(line, err=True))
    click.echo(
        f"{made.file} ({size(made.file.stat().st_size)} of {size(made.about.bytes)}, day {made.about.day}, "
        f"PostgreSQL {made.about.postgresql}); the server was away for {made.away_s:.1f} s"
    )
    click.echo(f"{made.expected} is its ground truth")
