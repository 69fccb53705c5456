"""`flask lab score`: hold a monitoring tool's report against the ground truth."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from sqlalchemy import Engine

from lab.score.baselines import everything, one_liners, silent
from lab.score.compare import Difference, compare
from lab.score.document import document
from lab.score.floors import broken_floors
from lab.score.life import RunScore, score_run
from lab.score.match import score
from lab.score.pair import Side, rows_of_day, score_of_run
from lab.score.show import show, show_difference
from lab.score.source import (
    APPLICATION_NAME,
    reports_of_run,
    truth_from_file,
    truth_of_day,
    truths_of_run,
)
from lab.score.tally import Tally, tally
from lab.score.truth import Truth
from lab.tools.catalogue import adapters
from webapp.database import command_engine
from webapp.refusal import Refusal, refuses
from webapp.settings import load_settings

EXISTING = click.Path(exists=True, path_type=Path)
WIDE = 160
FLOOR = click.FloatRange(0, 1)


@click.command("score")
@click.option("--tool", type=click.Choice(sorted(adapters())), help="Whose report it is.")
@click.option("--report", type=EXISTING, help="The file or folder that the tool wrote.")
@click.option("--day", type=click.IntRange(0), help="The day whose end the report describes.")
@click.option("--run", type=EXISTING, help="A run: score each day's report, and the days to detection.")
@click.option("--truth", type=EXISTING, help="A ground truth from a file, in place of the database's.")
@click.option(
    "--compare",
    "compared",
    nargs=2,
    metavar="A B",
    help="Two reports side by side: paths, or TOOL=PATH; with --run also TOOL alone.",
)
@click.option("--floor-recall", type=FLOOR, help="Exit with 1 where recall is lower.")
@click.option("--floor-precision", type=FLOOR, help="Exit with 1 where precision is lower.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
@refuses
def command(
    context: click.Context,
    tool: str | None,
    report: Path | None,
    day: int | None,
    run: Path | None,
    truth: Path | None,
    compared: tuple[str, str] | None,
    floor_recall: float | None,
    floor_precision: float | None,
    as_json: bool,
) -> None:
    """Say what a tool found, what it missed and what it made up.

    Recall counts only what the tool could have seen; what it has no eye for is listed apart. With --run the
    reports are day-NN folders or files, by default in RUN/tools/TOOL.

    \b
    Examples:
      flask lab score --tool postgresai --report checkup/ --day 7
      flask lab inspect --json > mine.json; flask lab score --tool inspect --report mine.json
      flask lab score --tool postgresai --run runs/first --json
      flask lab score --tool generic --compare old.json new.json --day 7
      flask lab score --compare postgresai=checkup/ inspect=mine.json --day 7
      flask lab score --run runs/first --compare postgresai inspect
      flask lab score --tool inspect --report mine.json --floor-recall 0.95 --floor-precision 0.95
    """
    if compared:
        a, b = (Side.of(words, tool, adapters()) for words in compared)
        _compare(a, b, run, truth, day, as_json)
        return
    if tool is None:
        raise Refusal(f"whose report is it? give --tool, one of {', '.join(sorted(adapters()))}")
    read = adapters()[tool]
    lives: RunScore | None = None
    if run is not None:
        reports = reports_of_run(run, tool, report, read)
        truths = truths_of_run(run, sorted(reports))
        lives = score_run(truths, reports)
        rows, baselines = lives.rows, _baselines_of_run(truths)
    else:
        expected = truth_from_file(truth) if truth else truth_of_day(day)
        if report is None:
            raise Refusal("no report: give the tool's file or folder with --report, or a run with --run")
        rows = score(expected, read(report), day)
        baselines = _baselines(expected, day, None if truth else load_settings().database_url)
    if as_json:
        click.echo(json.dumps(document(tool, rows, baselines, lives), indent=2))
    else:
        show(_console(), tool, rows, baselines, lives)
    broken = broken_floors(tally(rows), floor_recall, floor_precision)
    for sentence in broken:
        click.echo(sentence, err=True)
    context.exit(1 if broken else 0)


def _console() -> Console:
    """The terminal; wide enough not to cut names where there is none."""
    return Console(width=None if sys.stdout.isatty() else WIDE)


def _baselines(truth: Truth, day: int | None, url: str | None) -> dict[str, Tally]:
    """What silence, saying everything and, where there is a database, one-line queries would score."""
    reports = [silent(), everything(truth)]
    if url is not None:
        engine: Engine = command_engine(url, APPLICATION_NAME)
        reports.append(one_liners(engine))
    return {report.tool: tally(score(truth, report, day)) for report in reports}


def _baselines_of_run(truths: dict[int, Truth]) -> dict[str, Tally]:
    """What silence and saying everything would score over the same days."""
    made = {"silent": lambda _truth: silent(), "everything": everything}
    return {
        name: tally(score_run(truths, {day: report(truth) for day, truth in truths.items()}).rows)
        for name, report in made.items()
    }


def _compare(a: Side, b: Side, run: Path | None, truth: Path | None, day: int | None, as_json: bool) -> None:
    medians = None
    if run is not None:
        scores = [score_of_run(side, run, adapters()) for side in (a, b)]
        difference: Difference = compare(scores[0].rows, scores[1].rows)
        medians = (scores[0].median_days, scores[1].median_days)
    else:
        expected = truth_from_file(truth) if truth else truth_of_day(day)
        difference = compare(*(rows_of_day(side, expected, day, adapters()) for side in (a, b)))
    if as_json:
        document = {"reports": [a.words, b.words], **difference.as_json()}
        if medians is not None:
            document["median_days_to_detection"] = list(medians)
        click.echo(json.dumps(document, indent=2))
    else:
        show_difference(_console(), (a.words, b.words), difference, medians)
