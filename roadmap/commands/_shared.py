"""What the commands share: the engine, the plan's options, durations, an orderly stop, printing."""

import json
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

import click
from sqlalchemy import Engine

from roadmap.apply import Outcome
from roadmap.locking import LOCK_TIMEOUT_MS
from roadmap.plan import DEFAULT_SEED
from webapp.database import command_engine
from webapp.refusal import Refusal
from webapp.settings import load_settings

Command = TypeVar("Command", bound=Callable[..., Any])
UNITS_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000}


class Duration(click.ParamType[int]):
    """A length of time such as 500ms, 5s, 10m; the value is in milliseconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d+)(ms|s|m|h)", str(value).strip())
        if not match or int(match[1]) == 0:
            self.fail(f"{value!r} is no length of time; write it as 500ms, 5s or 10m", param, ctx)
        return int(match[1]) * UNITS_MS[match[2]]


lock_timeout = click.option(
    "--lock-timeout",
    "lock_timeout_ms",
    type=Duration(),
    default=LOCK_TIMEOUT_MS,
    show_default="5s",
    help="How long one attempt may wait for a lock; six attempts are made.",
)


def plan_options(command: Command) -> Command:
    """The options that choose which way each change runs."""
    for option in (
        click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Seed of the draws."),
        click.option("--error-rate", type=click.FloatRange(0, 1), help="Draw: the share of flawed changes."),
        click.option("--control", is_flag=True, help="Run every change the clean way."),
    ):
        command = option(command)
    return command


def engine() -> Engine:
    """The lab's engine for the roadmap."""
    return command_engine(load_settings().require_database_url(), "taskpilot-lab roadmap")


def echo_json(document: Any) -> None:
    """Print a document for machines."""
    click.echo(json.dumps(document, indent=2, default=str, ensure_ascii=False))


def echo_outcome(outcome: Outcome) -> None:
    """Print a line about a change that was applied or taken back; its way is not said."""
    revision = outcome.revision
    line = f"day {revision.day:>2}  {revision.change.engineer.name:<6}  {revision.id:<32}  "
    if outcome.reverted:
        click.echo(line + "taken back")
        return
    cost = outcome.cost or {}
    waited = f", {cost['blocked_sessions']} sessions waited up to {cost['longest_wait_ms']:.0f} ms"
    click.echo(
        line
        + f"applied, {cost['wal_bytes'] / 1024:.0f} KiB WAL"
        + (f", {len(cost['rewritten'])} relations rewritten" if cost["rewritten"] else "")
        + (waited if cost["blocked_sessions"] else "")
    )


class Stopped(Refusal):
    """Work that was interrupted; nothing of it is half done."""


@contextmanager
def orderly_stop() -> Iterator[None]:
    """Treat SIGTERM as Ctrl-C, so that a statement under way is cancelled and nothing is half done.

    Stopped says how to go on.
    """

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped("stopped between two changes; the same command goes on from here") from None
    finally:
        signal.signal(signal.SIGTERM, before)
