"""`flask lab sample`: watch a database by hand for a while."""

import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import OperationalError

from lab.experiment.statements import Statements
from lab.sampler.cost import Cost
from lab.sampler.sampler import APPLICATION_NAME, Sampler
from roadmap.commands._shared import Duration
from webapp.database import command_engine
from webapp.refusal import Refusal, refuses
from webapp.settings import load_settings

LEARN_EVERY_S = 15.0


@click.command("sample")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The SQLite file."
)
@click.option("--for", "for_ms", type=Duration(), default=60_000, show_default="60s", help="How long.")
@click.option("--until-stopped", is_flag=True, help="Sample until Ctrl-C or SIGTERM, in place of --for.")
@click.option("--keep", "keep_ms", type=Duration(), help="Forget what is older than this, such as 24h.")
@click.option(
    "--trace",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep which endpoint runs which statement, from the file that TASKPILOT_STATEMENT_TRACE names.",
)
@click.option("--every", "every_ms", type=Duration(), default=5_000, show_default="5s", help="How often.")
@refuses
def command(
    out: Path, for_ms: int, until_stopped: bool, keep_ms: int | None, trace: Path | None, every_ms: int
) -> None:
    """Sample sizes, statements, locks, vacuums, WAL and more into a SQLite file.

    An existing file is added to. Waits and connections are looked at every second; a probe that turns out
    costly is asked less often, so that all of them together take about 1% of one session's time at most.

    \b
    Examples:
      flask lab sample --out samples.sqlite --for 10m
      flask lab sample --out samples.sqlite --until-stopped --keep 24h
      sqlite3 samples.sqlite 'select name, max(dead) from tables group by name'
    """
    url = load_settings().require_database_url()
    out.parent.mkdir(parents=True, exist_ok=True)
    with command_engine(url, APPLICATION_NAME).connect():
        keep_s = None if keep_ms is None else keep_ms / 1000
        sampler = Sampler(url, out, every_ms / 1000, keep_s=keep_s)
    _end_on(signal.SIGTERM, sampler.stop)
    thread = sampler.start()
    learn = _learner(url, out, trace)
    for_s = float("inf") if until_stopped else for_ms / 1000
    deadline = time.monotonic() + for_s
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("sampling", total=None if until_stopped else for_s)
        try:
            while thread.is_alive() and (left := deadline - time.monotonic()) > 0:
                if not until_stopped:
                    progress.update(task, completed=for_s - left)
                learn()
                thread.join(min(left, 0.5))
        except KeyboardInterrupt:
            pass
    ended_early = not thread.is_alive() and not sampler.stop.is_set()
    sampler.stop.set()
    thread.join()
    if ended_early:
        raise Refusal("the sampler ended early; its error stands above")
    click.echo(_sentence(sampler.cost, out))


def _learner(url: str, out: Path, trace: Path | None) -> Callable[[], None]:
    """What keeps the endpoints of statements up to date, LEARN_EVERY_S apart; nothing without a trace."""
    if trace is None:
        return lambda: None
    statements = Statements(url, trace, out)
    due = 0.0

    def learn() -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + LEARN_EVERY_S
            with suppress(OperationalError, sqlite3.OperationalError):  # the sampler notes the gap
                statements.learn()

    return learn


def _end_on(number: signal.Signals, stop: threading.Event) -> None:
    """End the sampling orderly on a signal."""
    signal.signal(number, lambda _number, _frame: stop.set())


def _sentence(cost: Cost, out: Path) -> str:
    work = "" if cost.share_of_work is None else f", {cost.share_of_work:.1%} of all sessions' busy time"
    skipped = f"; {cost.skipped} probes skipped" if cost.skipped else ""
    skipped += f"; {cost.lost} times without the server" if cost.lost else ""
    return (
        f"{out}: cost the server {cost.server_ms:.0f} ms, {cost.share_of_time:.2%} of the time{work} "
        f"({cost.own_ms:.0f} ms with the way there and back){skipped}"
    )
