"""A table older than its own limit."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "freeze_age_exceeded"
BURN = "do $$ begin for i in 1..101000 loop perform pg_current_xact_id(); commit; end loop; end $$"
REF = ObjectRef("table", "aged")


def test_age_past_the_limit_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists aged cascade")
    execute("create table aged (id int) with (autovacuum_freeze_max_age = 100000, autovacuum_enabled = off)")
    execute(BURN)
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["age"] > 100_000


def test_young_table_without_limit_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists aged cascade")
    execute("create table aged (id int)")
    assert find(SLUG, REF) is None


def test_young_table_with_limit_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists aged cascade")
    execute("create table aged (id int) with (autovacuum_freeze_max_age = 100000)")
    assert isinstance(find(SLUG, REF), Unknown)
