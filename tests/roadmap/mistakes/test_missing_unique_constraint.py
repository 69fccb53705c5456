"""Looking before inserting is not a constraint."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "missing_unique_constraint"
REF = ObjectRef("table", "raced", columns=("a", "b"))


def test_duplicate_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists raced cascade")
    execute("create table raced as select 1 as a, 2 as b from generate_series(1, 3)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["surplus_rows"] == 2


def test_narrower_unique_index_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists raced cascade")
    execute("create table raced (a int unique, b int)")
    assert find(SLUG, REF) is None


def test_table_without_duplicates_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists raced cascade")
    execute("create table raced as select 1 as a, 2 as b")
    assert isinstance(find(SLUG, REF), Unknown)
