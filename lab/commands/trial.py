"""`flask lab trial`: try a tool's advice before believing it."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from sqlalchemy.engine import make_url

from lab.server import admin_url
from roadmap.commands._shared import orderly_stop
from webapp.refusal import Refusal, refuses
from webapp.settings import load_settings

WIDE = 130


@click.command("trial")
@click.option(
    "--sql",
    "advice",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The advice: a file of SQL.",
)
@click.option("--users", type=click.IntRange(1), default=30, show_default=True, help="Users of the load.")
@click.option("--seconds", type=click.IntRange(5), default=20, show_default=True, help="Length of one play.")
@click.option(
    "--rounds",
    type=click.IntRange(1, 50),
    default=1,
    show_default=True,
    help="Rounds of four plays; more of them tell smaller differences from noise.",
)
@click.option("--think-time", type=click.FloatRange(0, 100), default=0.1, show_default=True,
              help="Multiplies the users' pauses.")  # fmt: skip
@click.option("--seed", type=int, default=42, show_default=True, help="Seed of the load.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Also write trial.json there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
@refuses
def command(
    context: click.Context,
    advice: Path,
    users: int,
    seconds: int,
    rounds: int,
    think_time: float,
    seed: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Try advice on a copy of the running lab's database, beside a copy without it.

    Both copies get the same seeded load in turn (A B B A), through the real app. Printed is what applying the
    advice locked and wrote, and what became of times, errors, blocks, WAL and sizes; a change counts only
    where it stands out from the spread between plays of the same side. Exit code 1 where something became
    worse. The copies are dropped at the end, also after Ctrl-C.

    \b
    Examples:
      echo 'create index concurrently on issues (due_date)' > advice.sql
      flask lab trial --sql advice.sql
      flask lab trial --sql advice.sql --users 60 --seconds 30 --rounds 2
      flask lab trial --sql advice.sql --json --out trials/due-date
    """
    from lab.trial.compare import Word
    from lab.trial.play import Load
    from lab.trial.run import trial
    from lab.trial.show import show
    from lab.trial.statements import statements

    found = list(statements(_text(advice)))
    if not found:
        raise Refusal(f"{advice} has no statement")
    own = make_url(load_settings().require_database_url())
    with orderly_stop():
        tried = trial(admin_url(), own, found, Load(users, seconds, seed, think_time), rounds, _say)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "trial.json").write_text(json.dumps(tried.as_json(), indent=2) + "\n")
        (out / "advice.sql").write_text(_text(advice))
    if as_json:
        click.echo(json.dumps(tried.as_json(), indent=2))
    else:
        show(Console(width=None if sys.stdout.isatty() else WIDE), tried)
    context.exit(1 if any(figure.word is Word.WORSE for figure in tried.figures) else 0)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(f"{path} is not UTF-8 text") from None


def _say(line: str) -> None:
    click.echo(line, err=True)
