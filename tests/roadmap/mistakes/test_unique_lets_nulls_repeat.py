"""Two nulls are two values, unless the constraint says otherwise."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "unique_lets_nulls_repeat"
REF = ObjectRef("constraint", "nullable_uq", table="nullable")


def test_repeated_null_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists nullable cascade")
    execute("create table nullable (folder int, name text, constraint nullable_uq unique (folder, name))")
    execute("insert into nullable values (null, 'a'), (null, 'a')")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["surplus_rows"] == 1


def test_nulls_not_distinct_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists nullable cascade")
    execute("create table nullable (folder int, name text)")
    execute("alter table nullable add constraint nullable_uq unique nulls not distinct (folder, name)")
    assert find(SLUG, REF) is None


def test_no_repeated_row_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists nullable cascade")
    execute("create table nullable (folder int, name text, constraint nullable_uq unique (folder, name))")
    assert isinstance(find(SLUG, REF), Unknown)
