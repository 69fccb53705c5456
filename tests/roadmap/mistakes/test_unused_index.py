"""An index that nothing reads, on a table that is read."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "unused_index"
TABLE = "create table {0} as select i as id, i as a from generate_series(1, 500) i"


def index(table: str) -> ObjectRef:
    return ObjectRef("index", f"{table}_a", table=table)


def read_by(execute: Run, table: str, column: str, times: int) -> None:
    loop = f"for i in 1..{times} loop perform from {table} where {column} = i; end loop"
    execute(f"set enable_seqscan = off; set enable_bitmapscan = off; do $$ begin {loop}; end $$")


def test_index_without_scans_is_found(execute: Run, find: Find) -> None:
    execute(TABLE.format("idle"), "create index idle_id on idle (id)", "create index idle_a on idle (a)")
    assert isinstance(find(SLUG, index("idle")), Unknown)
    read_by(execute, "idle", "id", 150)
    outcome = find(SLUG, index("idle"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["scans_of_the_table"] >= 150


def test_scanned_index_is_not_found(execute: Run, find: Find) -> None:
    execute(TABLE.format("busy"), "create index busy_a on busy (a)")
    read_by(execute, "busy", "a", 1)
    assert find(SLUG, index("busy")) is None


def test_unique_index_is_not_found(execute: Run, find: Find) -> None:
    execute(
        TABLE.format("sole"), "create index sole_id on sole (id)", "create unique index sole_a on sole (a)"
    )
    read_by(execute, "sole", "id", 150)
    assert find(SLUG, index("sole")) is None
