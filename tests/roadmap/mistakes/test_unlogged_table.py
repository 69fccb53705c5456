"""A table that a crash empties."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "unlogged_table"
REF = ObjectRef("table", "crashy")


def test_unlogged_table_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists crashy cascade")
    execute("create unlogged table crashy (id int)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)


def test_logged_table_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists crashy cascade")
    execute("create unlogged table crashy (id int)")
    execute("alter table crashy set logged")
    assert find(SLUG, REF) is None
