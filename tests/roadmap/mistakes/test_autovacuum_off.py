"""Storage parameters that keep vacuum away."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "autovacuum_off"
REF = ObjectRef("table", "unvacuumed")


def test_table_with_autovacuum_off_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists unvacuumed cascade")
    execute("create table unvacuumed (id int) with (autovacuum_enabled = off)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["off_for"] == ["table"]


def test_toast_with_autovacuum_off_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists unvacuumed cascade")
    execute("create table unvacuumed (t text) with (toast.autovacuum_enabled = off)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["off_for"] == ["toast"]


def test_other_parameters_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists unvacuumed cascade")
    execute("create table unvacuumed (t text) with (autovacuum_enabled = on, fillfactor = 90)")
    assert find(SLUG, REF) is None
