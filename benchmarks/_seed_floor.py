"""The floor under a seed: the server copies the very same rows from files, then the same builds."""

import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from lab.unprivileged import Account
from seeding import ledger, schema_objects, tables
from seeding.load import Feed, connect
from seeding.material import Material
from seeding.numbering import Numbers, Starts, total
from seeding.plan import Plan, slice_of
from seeding.tasks import LoadTenants, load_tasks

File = tuple[str, str, Path]


def write_files(plan: Plan, folder: Path, account: Account) -> tuple[list[File], int]:
    """One file per chunk of each table, in the order of the seed's own load, and how many rows they have."""
    with account.acting():
        folder.mkdir()
        return _write_files(plan, folder)


def _write_files(plan: Plan, folder: Path) -> tuple[list[File], int]:
    counts = {k: Material(plan, k, {}).census() for k in range(plan.chunks)}
    numbers = {table: Numbers(total(count[table] for count in counts.values())) for table in counts[0]}
    starts = {k: {table: numbers[table].starts(each) for table, each in counts[k].items()} for k in counts}
    files, rows = [], 0
    for name, chunk, feed in _feeds(plan, starts):
        path = folder / f"{name}.{chunk}"
        with path.open("wb") as file:
            while part := feed.read():
                file.write(part)
        files.append((name, ", ".join(feed.columns), path))
        rows += feed.rows
    return files, rows


def _feeds(plan: Plan, starts: dict[int, dict[str, Starts]]) -> Iterator[tuple[str, int, Feed]]:
    for task in load_tasks(plan, set()):
        if isinstance(task, LoadTenants):
            table = tables.tenant_tables()[task.table]
            indexes = slice_of(getattr(plan.sizes, table.ENTITIES), task.chunk)
            indexes = indexes[plan.draws(task.table, task.chunk, "order").jostled(len(indexes))]
            yield task.table, task.chunk, Feed(table.rows(plan, indexes))
            continue
        material = Material(plan, task.chunk, starts[task.chunk])
        for name, each in tables.issue_tables().items():
            yield name, task.chunk, Feed(each.rows(material))


def load_files(engine: Engine, url: str, files: list[File], jobs: int) -> dict[str, float]:
    """Seconds per phase of loading them with a superuser's URL."""
    began = time.monotonic()
    with engine.begin() as connection:
        ledger.create(connection)
        schema_objects.take_out(connection, tables.tables())
    waiting = deque(files)
    with ThreadPoolExecutor(jobs) as pool:
        for done in [pool.submit(_copy_all, url, waiting) for _ in range(jobs)]:
            done.result()
    loaded = time.monotonic()
    with engine.connect() as connection:
        schema_objects.put_back(connection, url, jobs, lambda _stage, _name: None)
    built = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda name: _analyze(url, name), tables.tables()))
    ended = time.monotonic()
    return {"load": loaded - began, "indexes and keys": built - loaded, "statistics": ended - built}


def _copy_all(url: str, waiting: "deque[File]") -> None:
    with closing(connect(url)) as connection:
        while waiting:
            name, columns, path = waiting.popleft()
            with connection, connection.cursor() as cursor:
                if columns:
                    cursor.execute(f"copy {name} ({columns}) from '{path}' (format binary)")


def _analyze(url: str, name: str) -> None:
    with closing(connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"analyze {name}")
