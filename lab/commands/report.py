"""`flask lab report`: make a run's report anew."""

from pathlib import Path

import click

from webapp.refusal import refuses


@click.command("report")
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@refuses
def command(run: Path) -> None:
    """Make report.html of a run anew, and the data files beside it.

    One file that opens offline: sizes, latencies, dead rows and bloat, statements before and after a change,
    lock waits, what each tool detected and when, and the scoreboard. It works on a run that is under way or
    was stopped, too, and on reports of tools that were added to tools/NAME/day-NN by hand.

    \b
    Example:
      flask lab report runs/first
    """
    from lab.report.write import write_report

    click.echo(f"the report is {write_report(run)}")
