"""Seeds a database: check, take the indexes out, load, put them back, analyze.

Every phase is on record in the ledger, so that a seed stopped anywhere goes on from there.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import psycopg2
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from seeding import ledger, schema_objects, tables
from seeding.census import take_census
from seeding.load import APPLICATION_NAME, Loaded, connect
from seeding.plan import Plan, build_plan
from seeding.prepare import prepare
from seeding.spec import Spec
from seeding.state import require_alone
from seeding.tasks import load_tasks
from seeding.workers import Alone, Crew, Processes
from webapp.database import command_engine
from webapp.refusal import DISK_FULL, Refusal, first_line

IDENTITIES = text("""
    select format('select setval(%L, coalesce(max(%I), 1), max(%I) is not null) from public.%I',
                  pg_get_serial_sequence('public.' || c.relname, a.attname), a.attname, a.attname, c.relname)
      from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relname = any(:tables) and a.attidentity <> ''
""")


class Progress(Protocol):
    """Who is told how it goes."""

    def begin(self, plan: Plan, done: Sequence[Loaded]) -> None:
        """The load begins; `done` was loaded before."""

    def loaded(self, chunk: Loaded) -> None:
        """A chunk is in."""

    def phase(self, name: str, steps: int) -> None:
        """A phase after the load begins."""

    def step(self, name: str) -> None:
        """A step of it is done."""


class SeedStopped(Refusal):
    """A seed that was begun and did not end; the ledger knows how far it came."""


class Silent:
    """Tells nobody."""

    def begin(self, plan: Plan, done: Sequence[Loaded]) -> None:
        """Say nothing."""

    def loaded(self, chunk: Loaded) -> None:
        """Say nothing."""

    def phase(self, name: str, steps: int) -> None:
        """Say nothing."""

    def step(self, name: str) -> None:
        """Say nothing."""


@dataclass
class Summary:
    """What was done, and what it took."""

    rows: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    database_bytes: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For --json and the ledger."""
        return {
            "rows": self.rows, "copied_bytes": self.bytes, "database_bytes": self.database_bytes,
            "seconds": {phase: round(taken, 2) for phase, taken in self.seconds.items()},
        }  # fmt: skip


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def crew_of(url: str, spec: Spec, jobs: int) -> Crew:
    """Worker processes, or this one where one is enough."""
    return Alone(url, spec) if jobs == 1 else Processes(url, spec, jobs)


@contextmanager
def stops_well(way_out: str) -> Iterator[None]:
    """Say how to go on after whatever stops work that had begun."""
    try:
        yield
    except (psycopg2.Error, DBAPIError, BrokenProcessPool, KeyboardInterrupt) as error:
        reason = "it was interrupted" if isinstance(error, KeyboardInterrupt) else first_line(error)
        if isinstance(error, BrokenProcessPool):
            reason = "a worker process was killed"
        if getattr(getattr(error, "orig", error), "pgcode", None) == DISK_FULL:
            reason += "; make room on its disk"
        raise SeedStopped(f"stopped: {reason}; {way_out}") from error


def seed_database(
    url: str,
    spec: Spec,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    resume: bool = False,
    reset: bool = False,
    redis_url: str | None = None,
) -> Summary:
    """Fill a migrated, empty database; StateError where it is not, or not fit for `resume`.

    With `resume` the spec on record is used and `spec` ignored; with `reset` all rows go first. With
    `redis_url` the load is done by RQ's workers, on whatever machines they run.
    """
    progress, jobs, summary = progress or Silent(), jobs or cores(), Summary()
    engine = command_engine(url, APPLICATION_NAME)
    with engine.connect() as guard, stops_well("go on with 'flask seed --resume'"):
        require_alone(guard)
        with engine.begin() as connection:
            spec = prepare(connection, spec, jobs, resume=resume, reset=reset)
        plan = build_plan(spec)
        began = time.monotonic()
        with closing(crew_of(url, spec, jobs)) as crew, engine.connect() as connection:
            take_census(connection, crew, plan)
            if redis_url is None:
                _load(connection, plan, lambda done: crew.each(load_tasks(plan, done)), progress, summary)
        if redis_url is not None:
            from seeding.queued import QueuedLoad

            queued = QueuedLoad(url, redis_url)
            with engine.connect() as connection:
                _load(connection, plan, lambda _: queued.loaded(), progress, summary)
        summary.seconds["load"] = time.monotonic() - began
        with engine.connect() as connection:
            _build(connection, url, jobs, progress, summary)
            _finish(connection, summary)
        guard.rollback()
    return summary


def _load(
    connection: Connection,
    plan: Plan,
    work: Callable[[set[tuple[str, int]]], Iterator[list[Loaded]]],
    progress: Progress,
    summary: Summary,
) -> None:
    """Have what is not in loaded by `work`, and count."""
    before = ledger.loaded(connection)
    connection.commit()
    done = [Loaded(name, chunk, rows, size) for (name, chunk), (rows, size) in before.items()]
    progress.begin(plan, done)
    for each in done:
        _count(summary, each)
    for loaded in work(set(before)):
        for each in loaded:
            _count(summary, each)
            progress.loaded(each)


def _count(summary: Summary, loaded: Loaded) -> None:
    summary.rows[loaded.table] = summary.rows.get(loaded.table, 0) + loaded.rows
    summary.bytes += loaded.bytes


def _build(connection: Connection, url: str, jobs: int, progress: Progress, summary: Summary) -> None:
    began = time.monotonic()
    progress.phase("indexes and keys", schema_objects.remaining(connection))
    schema_objects.put_back(connection, url, jobs, lambda _stage, name: progress.step(name))
    summary.seconds["indexes and keys"] = time.monotonic() - began
    began = time.monotonic()
    names = sorted(tables.tables(), key=lambda name: -summary.rows.get(name, 0))
    progress.phase("statistics", len(names))

    def analyze(name: str) -> None:
        with closing(connect(url)) as own:
            with own, own.cursor() as cursor:
                cursor.execute(f"analyze {name}")
            progress.step(name)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(analyze, names))
    summary.seconds["statistics"] = time.monotonic() - began


def _finish(connection: Connection, summary: Summary) -> None:
    for statement in connection.execute(IDENTITIES, {"tables": list(tables.tables())}).scalars().all():
        connection.exec_driver_sql(statement)
    size = text("select pg_database_size(current_database())")
    summary.database_bytes = int(connection.execute(size).scalar_one())
    ledger.close_run(connection, summary.as_json())
    connection.commit()
