"""`flask lab unpack`."""

from pathlib import Path

import click

from roadmap.commands._shared import orderly_stop
from webapp.refusal import refuses


@click.command("unpack", context_settings={"ignore_unknown_options": True})
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("program", nargs=-1, type=click.UNPROCESSED)
@click.option("--port", type=click.IntRange(1, 65535), help="The server's port; a free one by default.")
@click.pass_context
@refuses
def command(context: click.Context, file: Path, program: tuple[str, ...], port: int | None) -> None:
    """Make a live server of a pack; it is thrown away at the end.

    Without a program it serves until Ctrl-C. With one it runs that, with DATABASE_URL (the database's owner,
    in pg_monitor), ADMIN_URL (a superuser) and TASKPILOT_EXPECTED (the file of the ground truth) in its
    environment, and ends with its exit code. Nothing else is needed, no network either. A pack is a program
    as any database is: unpack only what you trust.

    \b
    Examples:
      flask lab unpack day-20.tar.gz --port 5499
      flask lab unpack day-20.tar.gz -- sh -c 'mytool "$ADMIN_URL" > report.json'
      flask lab score --tool generic --report report.json --truth day-20.expected.json --floor-recall 0.8
    """
    from lab.packs.unpack import run_beside, serve, unpacked

    with orderly_stop(), unpacked(file, port) as server:
        click.echo(
            f"ready: {server.about.database} at the end of day {server.about.day}, "
            f"PostgreSQL {server.about.postgresql}",
            err=bool(program),
        )
        if program:
            code = run_beside(server, program)
        else:
            click.echo(f"  owner       {server.url}\n  superuser   {server.admin_url}")
            click.echo(f"  truth       {server.expected}\n  Ctrl-C stops it and throws it away")
            serve(server)
            code = 0
    context.exit(code)
