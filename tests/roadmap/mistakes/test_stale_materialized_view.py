"""Numbers that were right once."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "stale_materialized_view"
RESET = (
    "drop table if exists summed cascade; create table summed as select 1 as a;"
    "create materialized view sums as select sum(a) as total from summed"
)
REF = ObjectRef("table", "sums")


def test_view_of_changed_rows_is_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("insert into summed values (2)")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["rows_that_differ"] == 2


def test_refreshed_view_is_not_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("insert into summed values (2)")
    execute("refresh materialized view sums")
    assert find(SLUG, REF) is None


def test_view_of_unchanged_rows_is_unknown(execute: Run, find: Find) -> None:
    execute("create materialized view fresh_sums as select 1 as id")
    assert isinstance(find(SLUG, ObjectRef("table", "fresh_sums")), Unknown)


def test_table_in_the_place_of_a_view_is_not_found(execute: Run, find: Find) -> None:
    execute("create table kept_sums as select 1 as total")
    assert find(SLUG, ObjectRef("table", "kept_sums")) is None
