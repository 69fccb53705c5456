"""Simulated days and the changes' own rows: each day once, whatever is stopped, repeated or in between."""

import signal
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from roadmap import log, step
from roadmap.apply import apply_until
from roadmap.growth import grow as grow_changes
from roadmap.growth import simulated_now
from roadmap.step import ChangeFailed
from seeding.growth.run import grow
from seeding.run import seed_database
from seeding.spec import Spec, today
from tests.seeding.stopping import blocked, flask_seed, until

DAY = 2  # its first change makes the table time_entries, which grows
SPEC = Spec(scale=0.001, seed=7, until=today())
EVERYTHING = "select md5(string_agg(t::text, ',' order by t::text)) from (select {} from {}) t"
ENTRIES = EVERYTHING.format("issue_id, minutes", "time_entries")
CYCLES = EVERYTHING.format("project_id, start_date, status", "cycles")


@pytest.fixture(scope="session")
def small_seed(template: str, copy_database: Callable[[str], str]) -> str:
    """The name of a small database seeded until today."""
    url = copy_database(template)
    seed_database(url, SPEC, jobs=1)
    return str(make_url(url).database)


@pytest.fixture
def fresh(small_seed: str, copy_database: Callable[[str], str]) -> Callable[[], Engine]:
    """A function that gives an engine on a new copy of it."""
    return lambda: create_engine(copy_database(small_seed), poolclass=NullPool)


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def asked(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar_one()


def test_growth_killed_at_a_days_end_ends_that_day_once(fresh: Callable[[], Engine]) -> None:
    stopped, whole = fresh(), fresh()
    for engine in (stopped, whole):
        apply_until(engine, DAY)
    with stopped.connect() as holder, flask_seed(url_of(stopped), "grow", "--days", "2") as process:
        holder.execute(text("lock table time_entries in share mode"))
        blocked(stopped, "%insert into time_entries%")
        process.send_signal(signal.SIGKILL)
        process.wait()
    until(stopped, "select count(*) = 1 from pg_stat_activity where datname = current_database()")
    grow(url_of(stopped), days=1)
    grow(url_of(whole), days=2)
    for query in (ENTRIES, CYCLES, "select count(*) from issues"):
        assert asked(stopped, query) == asked(whole, query)


def test_a_change_applied_between_two_days_has_each_days_rows_once(fresh: Callable[[], Engine]) -> None:
    early, late = fresh(), fresh()
    apply_until(early, DAY)
    for engine in (early, late):
        grow(url_of(engine), days=1)
    apply_until(late, DAY)
    for engine in (early, late):
        grow(url_of(engine), days=1)
    assert asked(early, ENTRIES) == asked(late, ENTRIES)


def test_a_window_that_is_grown_again_adds_nothing(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    apply_until(engine, DAY)
    grow(url_of(engine), days=1)
    before = asked(engine, ENTRIES)
    with engine.begin() as connection:
        end = simulated_now(connection)
        grow_changes(connection, end - timedelta(days=1), end)
    assert asked(engine, ENTRIES) == before


def test_a_day_that_was_left_out_is_made_up_for_by_the_next(fresh: Callable[[], Engine]) -> None:
    whole, gap = fresh(), fresh()
    for engine in (whole, gap):
        apply_until(engine, DAY)
        grow(url_of(engine), days=2)
    with gap.begin() as connection:
        end = simulated_now(connection)
        connection.execute(
            text(
                "delete from time_entries where issue_id in (select id from issues where created_at >= :day)"
            ),
            {"day": end - timedelta(days=2)},
        )
        connection.execute(
            text("update lab.roadmap_log set grown_until = :day where grown_until is not null"),
            {"day": end - timedelta(days=2)},
        )
        grow_changes(connection, end - timedelta(days=1), end)
    assert asked(gap, ENTRIES) == asked(whole, ENTRIES)


def test_simulated_time_is_the_seeds_end_plus_the_days_that_ended(fresh: Callable[[], Engine]) -> None:
    engine = fresh()
    with engine.connect() as connection:
        start = simulated_now(connection)
    grow(url_of(engine), days=2)
    with engine.connect() as connection:
        assert simulated_now(connection) - start == timedelta(days=2)
    assert start.date() == SPEC.until


def test_a_change_whose_own_tables_are_locked_is_filled_by_the_next_apply(
    fresh: Callable[[], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, whole = fresh(), fresh()
    monkeypatch.setattr(step, "FIRST_PAUSE_S", 0.01)
    apply_until(whole, DAY)

    def lock_it(_connection: Connection, change: str, *_: object) -> None:
        if change.startswith("d02a"):
            holder.execute(text("lock table time_entries in share mode"))

    with engine.connect() as holder:
        monkeypatch.setattr(log, "record_measured", lock_it)
        with pytest.raises(ChangeFailed, match=r"is applied, but its tables are not filled: .*lock timeout"):
            apply_until(engine, DAY, lock_timeout_ms=50)
    monkeypatch.undo()
    apply_until(engine, DAY)
    assert asked(engine, ENTRIES) == asked(whole, ENTRIES)
