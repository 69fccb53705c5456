"""A threshold that is never reached."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "vacuum_out_of_reach"
REF = ObjectRef("table", "late_vacuum")


def test_large_scale_factor_is_found(filled: Run, find: Find) -> None:
    filled("late_vacuum", "alter table late_vacuum set (autovacuum_vacuum_scale_factor = 0.6)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["acts_at"] == 12_050


def test_default_scale_factor_is_not_found(filled: Run, find: Find) -> None:
    filled("late_vacuum")
    assert find(SLUG, REF) is None


def test_small_table_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists late_vacuum cascade")
    execute("create table late_vacuum (id int) with (autovacuum_vacuum_scale_factor = 0.6)")
    assert isinstance(find(SLUG, REF), Unknown)
