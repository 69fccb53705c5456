"""A reference that nobody checks."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "missing_foreign_key"
REF = ObjectRef("table", "orphans", columns=("parent_id",), references="orphan_parents")


def test_orphan_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists orphans, orphan_parents cascade")
    execute("create table orphan_parents (id int primary key)")
    execute("create table orphans as select 1 as parent_id")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["orphans"] == 1


def test_declared_key_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists orphans, orphan_parents cascade")
    execute("create table orphan_parents (id int primary key)")
    execute("create table orphans (parent_id int references orphan_parents)")
    assert find(SLUG, REF) is None


def test_reference_without_orphans_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists orphans, orphan_parents cascade")
    execute("create table orphan_parents as select 1 as id")
    execute("create table orphans as select 1 as parent_id")
    assert isinstance(find(SLUG, REF), Unknown)
