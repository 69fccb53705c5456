"""Indexes and constraints taken out before the load and put back after it, whatever they are at the time.

Their definitions are read from the catalogue and kept in the ledger in the transaction that drops them, so a
kill between loses nothing. Keys come back as an index built beside the others and then attached.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text

from seeding.load import connect

STAGES = ("index", "attach", "whole", "foreign", "validate")

FIND = text(Path(__file__).with_suffix(".sql").read_text())
SIZE = text("""
    select relname, pg_table_size(oid) as size from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
""")
MAINTENANCE_MEMORY = "256MB"
BUILD_SESSION = f"""
    select set_config('maintenance_work_mem', greatest(
        pg_size_bytes(current_setting('maintenance_work_mem')), pg_size_bytes('{MAINTENANCE_MEMORY}')
    ) / 1024 || 'kB', false);
    set max_parallel_maintenance_workers = 0
"""
TODO = text("""
    select position, table_name, name, restore from lab.seed_objects where stage = :stage and not done
""")
DONE = "update lab.seed_objects set done = true where position = %s"
PARALLEL = ("index", "validate")

Built = Callable[[str, str], None]


@dataclass(frozen=True)
class Step:
    """A statement that restores something."""

    position: int
    name: str
    restore: str


def take_out(connection: Connection, tables: Iterable[str]) -> int:
    """Drop the keys and indexes of these tables, and note how to restore them; returns how many."""
    found = connection.execute(FIND, {"tables": list(tables)}).all()
    for position, item in enumerate(
        sorted(found, key=lambda row: (STAGES.index(row.stage), row.relname, row.name))
    ):
        connection.execute(
            text("insert into lab.seed_objects values (:position, :stage, :table, :name, :restore)"),
            {"position": position, "stage": item.stage, "table": item.relname, "name": item.name,
             "restore": item.restore},
        )  # fmt: skip
    for stage in ("foreign", "attach", "whole", "index"):
        for item in found:
            if item.stage == stage and item.remove:
                connection.exec_driver_sql(item.remove)
    return sum(1 for item in found if item.stage != "validate")


def put_back(connection: Connection, url: str, jobs: int, built: Built) -> None:
    """Restore what is noted and not yet done: stage by stage, the largest tables first, `jobs` at a time."""
    sizes: dict[str, int] = {row.relname: row.size for row in connection.execute(SIZE)}
    for stage in STAGES:
        todo = connection.execute(TODO, {"stage": stage}).all()
        connection.commit()
        steps = [
            Step(position, name, restore)
            for position, _, name, restore in sorted(todo, key=lambda row: -sizes.get(row.table_name, 0))
        ]
        _in_parallel(url, steps, jobs if stage in PARALLEL else 1, partial(built, stage))


def remaining(connection: Connection) -> int:
    """How many steps of the rebuild are still to do."""
    query = text("select count(*) from lab.seed_objects where not done")
    return int(connection.execute(query).scalar_one())


def _in_parallel(url: str, todo: Sequence[Step], jobs: int, built: Callable[[str], None]) -> None:
    waiting = deque(todo)

    def lane() -> None:
        with closing(connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(BUILD_SESSION)
            connection.commit()
            while waiting:
                with suppress(IndexError), connection:
                    step = waiting.popleft()
                    cursor.execute(step.restore)
                    cursor.execute(DONE, (step.position,))
                    built(step.name)

    lanes = min(jobs, len(todo))
    with ThreadPoolExecutor(max(1, lanes)) as pool:
        for future in [pool.submit(lane) for _ in range(lanes)]:
            future.result()
