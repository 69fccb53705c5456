"""Rows that nobody can address."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "no_primary_key"
REF = ObjectRef("table", "keyless")


def test_table_without_key_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists keyless cascade")
    execute("create table keyless (id int)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)


def test_table_with_key_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists keyless cascade")
    execute("create table keyless (id int primary key)")
    assert find(SLUG, REF) is None


def test_partition_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists keyless, keyless_parent cascade")
    execute("create table keyless_parent (id int) partition by list (id)")
    execute("create table keyless partition of keyless_parent for values in (1)")
    assert find(SLUG, REF) is None
