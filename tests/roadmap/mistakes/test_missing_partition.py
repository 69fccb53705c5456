"""The period after the last partition."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "missing_partition"
RESET = "drop table if exists logged; create table logged (at timestamptz) partition by range (at)"
REF = ObjectRef("table", "logged")


def test_ranges_that_end_soon_is_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table logged_1 partition of logged for values from ('2020-01-01') to (now() + '1 day')")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["partitions"] == 1


def test_rows_ahead_of_today_is_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table logged_1 partition of logged for values from ('2020-01-01') to (now() + '30 days')")
    execute("insert into logged values (now() + '29 days')")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)


def test_ranges_ahead_is_not_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table logged_1 partition of logged for values from ('2020-01-01') to (now() + '30 days')")
    assert find(SLUG, REF) is None


def test_default_partition_is_not_found(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table logged_1 partition of logged default")
    assert find(SLUG, REF) is None


def test_ranges_that_end_next_week_need_growth(execute: Run, find: Find) -> None:
    execute(RESET)
    execute("create table logged_1 partition of logged for values from ('2020-01-01') to (now() + '8 days')")
    assert isinstance(find(SLUG, REF), Unknown)
