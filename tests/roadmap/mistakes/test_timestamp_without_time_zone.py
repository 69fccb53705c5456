"""A moment without its zone is several moments."""

from collections.abc import Callable

from roadmap.mistake import Evidence, ObjectRef

Run = Callable[..., None]
Find = Callable[..., object]

SLUG = "timestamp_without_time_zone"
REF = ObjectRef("table", "zoneless", columns=("at",))


def test_timestamp_is_found(execute: Run, find: Find) -> None:
    execute("drop table if exists zoneless")
    execute("create table zoneless as select timestamp '2026-01-02 10:00' as at")
    outcome = find(SLUG, REF)
    assert isinstance(outcome, Evidence)
    assert outcome.figures["hours_apart"] == 5


def test_timestamptz_is_not_found(execute: Run, find: Find) -> None:
    execute("drop table if exists zoneless")
    execute("create table zoneless as select timestamptz '2026-01-02 10:00' as at")
    assert find(SLUG, REF) is None
