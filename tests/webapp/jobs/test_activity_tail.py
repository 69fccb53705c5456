"""Finding a moment in the activity log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from webapp.jobs.activity_tail import COMMIT_JITTER, first_activity_since

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def log(world: str, copy_database: Callable[[str], str]) -> Engine:
    """Rows 1001 to 6000, a minute apart, the last one now; rows 1 to 160 are older, and ids have gaps."""
    database = create_engine(copy_database(world), poolclass=NullPool)
    with database.begin() as connection:
        connection.execute(text("update activity_log set created_at = timestamptz '2029-01-01'"))
        connection.execute(
            text(
                "insert into activity_log (id, organization_id, action, created_at)"
                " select 1000 + n, 1, 'x', cast(:now as timestamptz) - (5000 - n) * interval '1 minute'"
                " from generate_series(1, 5000) n where n % 7 <> 0"
            ),
            {"now": NOW},
        )
    return database


@pytest.mark.parametrize("minutes", [0, 1, 10, 1000, 4000, 4998, 10_000])
def test_everything_since_is_found_and_little_else(log: Engine, minutes: int) -> None:
    since = NOW - timedelta(minutes=minutes)
    with log.connect() as connection:
        first = first_activity_since(connection, since)
        missed, extra = connection.execute(
            text(
                "select count(*) filter (where id < :first and created_at >= :since),"
                " count(*) filter (where id >= :first and created_at < :earliest) from activity_log"
            ),
            {"first": first, "since": since, "earliest": since - COMMIT_JITTER},
        ).one()
    assert (missed, extra) == (0, 0)


def test_a_moment_after_everything_is_past_the_newest(log: Engine) -> None:
    with log.connect() as connection:
        assert first_activity_since(connection, NOW + timedelta(hours=1)) == 6001


def test_an_empty_log_begins_at_one(database: Engine) -> None:
    with database.connect() as connection:
        assert first_activity_since(connection, NOW) == 1
