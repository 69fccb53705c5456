"""An array's elements have no foreign key."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "ids_in_array"
REF = ObjectRef("table", "arrayed", columns=("watchers",), references="people")


def test_orphan_in_an_array_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists arrayed")
    execute("drop table if exists people; create table people as select 3 as id")
    execute("create table arrayed as select array[3, 14] as watchers")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["orphans"] == 1


def test_single_id_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists arrayed")
    execute("create table arrayed as select 3 as watchers")
    assert find(SLUG, REF) is None


def test_array_without_orphans_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists arrayed")
    execute("drop table if exists people; create table people as select 3 as id")
    execute("create table arrayed as select array[3] as watchers")
    assert isinstance(find(SLUG, REF), Unknown)
