"""Seeds a database: check, take the indexes out, load, put them back, analyze.

Every phase is on record in the ledger, so that a seed stopped anywhere goes on from there.
"""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, text

from seeding import ledger, schema_objects, tables
from seeding.load import APPLICATION_NAME, Loaded, connect
from seeding.plan import Plan, build_plan, chunks_of
from seeding.spec import Spec
from seeding.state import State, StateError, missing, owned, require_alone, state
from seeding.workers import Task, perform
from webapp.database import command_engine

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


def seed_database(
    url: str,
    spec: Spec,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    resume: bool = False,
    reset: bool = False,
) -> Summary:
    """Fill a migrated, empty database; StateError where it is not, or not fit for `resume`.

    With `resume` the spec on record is used and `spec` ignored; with `reset` all rows go first.
    """
    progress, jobs, summary = progress or Silent(), jobs or cores(), Summary()
    engine = command_engine(url, APPLICATION_NAME)
    with engine.connect() as guard:
        require_alone(guard)
        with engine.begin() as connection:
            spec = _prepare(connection, spec, jobs, resume=resume, reset=reset)
        plan = build_plan(spec)
        with engine.connect() as connection:
            _load(connection, url, plan, jobs, progress, summary)
            _build(connection, url, jobs, progress, summary)
            _finish(connection, summary)
        guard.rollback()
    return summary


def _prepare(connection: Connection, spec: Spec, jobs: int, *, resume: bool, reset: bool) -> Spec:
    """Check the database, and note the run and the indexes taken out; returns the spec to follow."""
    found = state(connection)
    if found is State.UNMIGRATED:
        names = ", ".join(missing(connection))
        raise StateError(f"the database has no table {names}: run 'flask roadmap apply --day 0' first")
    if not owned(connection):
        raise StateError("this role does not own TaskPilot's tables: seed as the role that migrated them")
    if resume:
        run = ledger.read(connection)
        if run is None:
            raise StateError("no seed was begun in this database: leave --resume out")
        return run.spec
    if reset:
        clear(connection)
    elif found is not State.EMPTY:
        way_out = "go on with --resume, or start" if found is State.UNFINISHED else "start"
        raise StateError(f"the database is not empty ({found}): {way_out} afresh with --reset")
    ledger.create(connection)
    ledger.open_run(connection, spec, jobs)
    schema_objects.take_out(connection, tables.tables())
    return spec


def clear(connection: Connection) -> None:
    """Remove all rows of the application's tables, after a seed that stopped also restore their indexes."""
    names = connection.execute(
        text("""
        select format('%I', relname) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'alembic_version'
    """)
    ).scalars()
    connection.exec_driver_sql(f"truncate {', '.join(names)} restart identity")
    if ledger.exists(connection):
        left = connection.execute(
            text("select restore from lab.seed_objects where not done order by position")
        )
        for statement in left.scalars().all():
            connection.exec_driver_sql(statement)
        ledger.forget(connection)


def tasks(plan: Plan, done: set[tuple[str, int]]) -> list[Task]:
    """What is left to load; chunks in an order that only roughly follows time, so that pages do too."""
    tenants = [
        Task(chunk, name)
        for name, table in tables.tenant_tables().items()
        for chunk in range(chunks_of(getattr(plan.sizes, table.ENTITIES)))
        if (name, chunk) not in done
    ]
    names = set(tables.issue_tables())
    order = plan.draws("plan", 0, "load order").jostled(plan.chunks).tolist()
    issues = [Task(k, None, frozenset(name for name in names if (name, k) in done)) for k in order]
    return tenants + [task for task in issues if len(task.skip) < len(names)]


def _load(
    connection: Connection, url: str, plan: Plan, jobs: int, progress: Progress, summary: Summary
) -> None:
    began = time.monotonic()
    before = ledger.loaded(connection)
    connection.rollback()
    done = [Loaded(name, chunk, rows, size) for (name, chunk), (rows, size) in before.items()]
    progress.begin(plan, done)
    for each in done:
        _count(summary, each)
    for loaded in perform(url, plan.spec, tasks(plan, set(before)), jobs):
        for each in loaded:
            _count(summary, each)
            progress.loaded(each)
    connection.execute(text("update lab.seed_run set loaded_at = coalesce(loaded_at, clock_timestamp())"))
    connection.commit()
    summary.seconds["load"] = time.monotonic() - began


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
