"""Emptiness that is counted, not estimated."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "bloated_table"
REF = ObjectRef("table", "hollow")


def test_deleted_and_vacuumed_table_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("hollow", "alter table hollow set (autovacuum_enabled = off)")
    execute("delete from hollow where id % 10 <> 0")
    execute("vacuum hollow")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["free_percent"] > 80


def test_deleted_and_not_vacuumed_table_is_found(filled: Run, execute: Run, find: Find) -> None:
    filled("hollow", "alter table hollow set (autovacuum_enabled = off)")
    execute("delete from hollow where id % 10 <> 0")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["dead_percent"] > 60


def test_full_table_is_not_found(filled: Run, find: Find) -> None:
    filled("hollow")
    assert find(SLUG, REF) is None
