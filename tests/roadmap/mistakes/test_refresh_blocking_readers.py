"""A refresh locks readers out, unless it is concurrent; of runs by jobs the statistics tell."""

from collections.abc import Callable

from roadmap.mistake import Evidence, Measured, ObjectRef

Run = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., object]

SLUG = "refresh_blocking_readers"
VIEW = "create materialized view {0} as select 1 as id"


def test_plain_refresh_in_a_change_is_found(execute: Run, change: Change, find: Find) -> None:
    execute(VIEW.format("blunt"))
    ref = ObjectRef("table", "blunt")
    assert isinstance(find(SLUG, ref, measured=change("refresh materialized view blunt")), Evidence)


def test_plain_refresh_by_a_job_is_found(execute: Run, find: Find) -> None:
    execute(VIEW.format("hourly"), "refresh materialized view hourly")
    outcome = find(SLUG, ObjectRef("table", "hourly"))
    assert isinstance(outcome, Evidence)
    assert outcome.figures["refreshes"] == 1


def test_job_that_went_over_to_concurrent_refreshes_is_not_found(execute: Run, find: Find) -> None:
    execute(VIEW.format("mended"), "create unique index on mended (id)", "refresh materialized view mended")
    execute("refresh materialized view concurrently mended")
    assert not isinstance(find(SLUG, ObjectRef("table", "mended")), Evidence)


def test_concurrent_refresh_is_not_found(execute: Run, change: Change, find: Find) -> None:
    execute(VIEW.format("polite"), "create unique index on polite (id)")
    measured = change("refresh materialized view concurrently polite")
    assert find(SLUG, ObjectRef("table", "polite"), measured=measured) is None


def test_table_that_took_the_place_of_a_refreshed_view_is_not_found(execute: Run, find: Find) -> None:
    execute(VIEW.format("replaced"), "refresh materialized view replaced")
    ref = ObjectRef("table", "replaced")
    assert isinstance(find(SLUG, ref), Evidence)
    execute("drop materialized view replaced", "create table replaced as select 1 as id")
    assert find(SLUG, ref) is None
