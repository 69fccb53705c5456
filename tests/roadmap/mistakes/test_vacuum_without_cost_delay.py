"""A vacuum without pauses."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "vacuum_without_cost_delay"
REF = ObjectRef("table", "unthrottled")


def test_zero_delay_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists unthrottled cascade")
    execute("create table unthrottled (id int) with (autovacuum_vacuum_cost_delay = 0)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["cost_delay_ms"] == 0


def test_shorter_delay_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists unthrottled cascade")
    execute("create table unthrottled (id int) with (autovacuum_vacuum_cost_delay = 1)")
    assert find(SLUG, REF) is None
