"""Text whose every value is a date."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef, Unknown

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "text_for_timestamp"
REF = ObjectRef("table", "textual_dates", columns=("due",))


def test_dates_in_text_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists textual_dates")
    execute("create table textual_dates as select '2026-01-02T10:00:00Z'::text as due")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["dates"] == 1


def test_timestamptz_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists textual_dates")
    execute("create table textual_dates as select timestamptz '2026-01-02 10:00Z' as due")
    assert find(SLUG, REF) is None


def test_empty_column_is_unknown(execute: Run, find: Find) -> None:
    execute("drop table if exists textual_dates")
    execute("create table textual_dates (due text)")
    assert isinstance(find(SLUG, REF), Unknown)
