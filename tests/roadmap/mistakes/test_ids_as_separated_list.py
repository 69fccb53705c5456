"""Numbers between commas are a table."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "ids_as_separated_list"
REF = ObjectRef("table", "listed", columns=("watchers",))


def test_list_of_ids_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists listed")
    execute("create table listed as select '3,14,15' as watchers")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["lists"] == 1


def test_list_of_words_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists listed")
    execute("create table listed as select 'a, b' || i as watchers from generate_series(1, 100) i")
    assert find(SLUG, REF) is None


def test_empty_column_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists listed")
    execute("create table listed (watchers text)")
    assert isinstance(find(SLUG, REF), Unknown)
