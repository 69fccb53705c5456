"""The safety net and what fell into it."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Needs, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "rows_in_default_partition"
RESET = (
    "drop table if exists caught; create table caught (id int) partition by list (id);"
    "create table caught_1 partition of caught for values in (1);"
    "create table caught_rest partition of caught default"
)
REF = ObjectRef("table", "caught")


def test_caught_row_is_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("insert into caught values (7)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows"] == 1


def test_empty_default_decides_nothing_yet(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("insert into caught values (1)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Unknown)
    assert outcome.needs == Needs.GROWTH


def test_table_without_a_default_is_not_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("drop table caught_rest")
    assert find(SLUG, REF) is None
