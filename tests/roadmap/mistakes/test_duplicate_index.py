"""Two equal indexes: the newer one is the duplicate."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "duplicate_index"
INDEX = ObjectRef("index", "twin_second", table="twin")
TABLE = "drop table if exists twin; create table twin (id int primary key, a int, b int, t text)"


def test_newer_twin_is_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute("create index twin_first on twin (t)")
    execute("create index twin_second on twin (t)")
    outcome = find(SLUG, INDEX)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["covered_by"] == ["twin_first"]


def test_another_collation_is_not_found(execute: Run, find: Find) -> None:
    execute(TABLE)
    execute("create index twin_first on twin (t)")
    execute('create index twin_second on twin (t collate "C")')
    assert find(SLUG, INDEX) is None
