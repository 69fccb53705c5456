"""Promise 7: seeding and growth killed at random twenty times have the content of undisturbed runs."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from seeding.checksum import checksums
from seeding.run import seed_database
from seeding.state import State, state
from tests.conftest import CopyDatabase
from tests.drills.conftest import Figure
from tests.seeding.conftest import SMALL

pytestmark = pytest.mark.promise(7)

SEED = 7
KILLS = {"one process": 6, "two processes": 7, "growth": 7}
GROWN_DAYS = 6
SEEDING = "from seeding.cli import seed; seed()"
GROWING = """
    select exists (select from lab.seed_growing where asked is not null),
           (select count(*) from lab.seed_growth)
"""
CONNECTED = """
    select count(*) from pg_stat_activity
     where datname = current_database() and application_name like 'taskpilot-lab%'
"""
LONGEST_S = 60
Command = tuple[str, ...]


@dataclass
class Killed:
    """How often work was killed while it was at it, and how often it was begun again."""

    kills: int = 0
    starts: int = 0


@dataclass(frozen=True)
class Work:
    """What to type next for it, how long it takes undisturbed, and the content that it has then."""

    next_command: Callable[[str], Command | None]
    duration_s: float
    content: dict[str, str]


def seed(url: str, *options: str) -> subprocess.Popen[bytes]:
    """`flask seed …` in a process group of its own, as a terminal starts it."""
    return subprocess.Popen(
        [sys.executable, "-c", SEEDING, *options], env={**os.environ, "DATABASE_URL": url},
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def killed_until_done(
    url: str,
    next_command: Callable[[str], Command | None],
    duration_s: float,
    kills: int,
    draws: random.Random,
) -> Killed:
    """Kill a command's whole group at random moments of its work, and begin again each time.

    After `kills` of them it is left to end; `next_command` says what a person would type next.
    """
    done = Killed()
    while (command := next_command(url)) is not None:
        done.starts += 1
        process = seed(url, *command)
        at_work(url, process)
        patience = draws.uniform(0.0, 1.0) * duration_s if done.kills < kills else LONGEST_S
        try:
            _, said = process.communicate(timeout=patience)
            assert process.returncode == 0, said.decode()
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            done.kills += 1
    return done


def how_long(url: str, *options: str) -> float:
    """How long an undisturbed run works on the database, in seconds."""
    process = seed(url, *options)
    at_work(url, process)
    began = time.monotonic()
    _, said = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, said.decode()
    return time.monotonic() - began


def at_work(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a command has connected, or ended: what it loads before that nobody can harm."""
    with create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        while process.poll() is None and not connection.execute(text(CONNECTED)).scalar():
            time.sleep(0.01)


def sums(url: str) -> dict[str, str]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return checksums(connection)


def state_of(url: str) -> State:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return state(connection)


def seed_command(begin: Command, jobs: int, url: str) -> Command | None:
    """What to type next for a seed; None where it is there."""
    found, workers = state_of(url), ("--jobs", str(jobs))
    return None if found is State.SEEDED else (*(begin if found is State.EMPTY else ("--resume",)), *workers)


def growth_command(url: str) -> Command | None:
    """What to type next for the growth; None where it is there."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        asked, days = connection.execute(text(GROWING)).one()
    return ("grow", "--resume") if asked else None if days else ("grow", "--days", str(GROWN_DAYS))


def killed_often(source: str, copy_database: CopyDatabase, work: Work, kills: int) -> int:
    """Kill so often, in as many copies of a database as it takes, each equal at its end; how many it took."""
    draws, killed, databases = random.Random(SEED), 0, 0
    while killed < kills:
        url, databases = copy_database(source), databases + 1
        killed += killed_until_done(url, work.next_command, work.duration_s, kills - killed, draws).kills
        assert sums(url) == work.content
    return databases


def test_a_seed_killed_again_and_again_has_the_content_of_one_that_was_not(
    template: str, copy_database: CopyDatabase, figure: Figure
) -> None:
    begin = ("--scale", str(SMALL.scale), "--seed", str(SMALL.seed), "--until", SMALL.until.isoformat())
    undisturbed = copy_database(template)
    for jobs, title in ((1, "one process"), (2, "two processes")):
        duration = how_long(undisturbed, *begin, "--jobs", str(jobs), "--reset")
        work = Work(partial(seed_command, begin, jobs), duration, sums(undisturbed))
        databases = killed_often(template, copy_database, work, KILLS[title])
        figure(f"seed by {title}", f"killed {KILLS[title]} times, {databases} databases equal by checksum")


def test_growth_killed_again_and_again_has_the_content_of_one_that_was_not(
    template: str, copy_database: CopyDatabase, figure: Figure
) -> None:
    seeded = copy_database(template)
    seed_database(seeded, SMALL, jobs=1)
    name = str(make_url(seeded).database)
    undisturbed = copy_database(name)
    duration = how_long(undisturbed, "grow", "--days", str(GROWN_DAYS))
    work = Work(growth_command, duration, sums(undisturbed))
    databases = killed_often(name, copy_database, work, KILLS["growth"])
    figure(
        "growth",
        f"killed {KILLS['growth']} times, {databases} databases of {GROWN_DAYS} days equal by checksum",
    )
