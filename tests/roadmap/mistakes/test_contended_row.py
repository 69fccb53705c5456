"""A row that everybody updates."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "contended_row"
REF = ObjectRef("table", "tally")

UPDATE = ["update tally set n = n + 1 where id = 1", "select pg_sleep(0.05)", "commit"]


def test_queue_for_a_row_is_found(sessions: Run, execute: Run, find: Find) -> None:
    execute("create table tally as select 1 as id, 0 as n")
    sessions("app-tally", UPDATE, UPDATE, UPDATE, UPDATE)
    assert isinstance(find(SLUG, REF), Evidence)


def test_rows_of_their_own_are_not_found(sessions: Run, execute: Run, find: Find) -> None:
    execute("create table apart as select i as id, 0 as n from generate_series(1, 3) i")
    sessions("app-apart", *([f"update apart set n = n + 1 where id = {i}", "commit"] for i in (1, 2, 3)))
    assert find(SLUG, ObjectRef("table", "apart")) is None
