"""Growth adds what the specification's tables say, leaves dead tuples, and contradicts nothing."""

import signal
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from seeding.check import check
from seeding.checksum import checksums
from seeding.growth.amounts import GUIDE, GUIDE_LATER, README, day_of, week_of
from seeding.growth.run import Growth, grow
from seeding.state import StateError
from tests.conftest import CopyDatabase
from tests.seeding.conftest import SMALL
from tests.seeding.stopping import blocked, flask_seed, until

WEEK = "select count(*) from {} where created_at >= '2026-03-04' and created_at < '2026-03-11'"


@pytest.fixture(scope="session")
def grown_week(seeded_template: str, copy_database: CopyDatabase) -> tuple[str, Growth]:
    """A week of growth, and the URL of the database that it is in."""
    url = copy_database(seeded_template)
    return url, grow(url, days=7)


@pytest.fixture(scope="session")
def grown(grown_week: tuple[str, Growth]) -> Engine:
    """An engine on a database that grew a week, for reading."""
    return create_engine(grown_week[0], poolclass=NullPool)


def count(engine: Engine, query: str) -> int:
    """The number that a query gives."""
    with engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


@pytest.mark.parametrize(
    ("table", "weekly"),
    [
        ("issues", 70_000), ("comments", 350_000), ("activity_log", 1_400_000), ("notifications", 700_000),
        ("attachments", 35_000),
    ],
)  # fmt: skip
def test_a_week_has_the_rows_of_the_readmes_table(table: str, weekly: int, grown: Engine) -> None:
    assert count(grown, WEEK.format(table)) == pytest.approx(weekly * SMALL.scale, rel=0.02)


def test_a_week_has_the_updates_of_the_readmes_table(grown_week: tuple[str, Growth]) -> None:
    assert grown_week[1].rows["issue updates"] == pytest.approx(700_000 * SMALL.scale, rel=0.02)


def test_updates_leave_dead_tuples(grown_week: tuple[str, Growth]) -> None:
    after = grown_week[1].after.tables
    assert after["issues"].dead_tuples > 0
    assert after["notifications"].dead_tuples > 0


def test_most_notifications_get_read(grown: Engine) -> None:
    unread = count(grown, WEEK.format("notifications") + " and read_at is null")
    assert unread < 0.4 * count(grown, WEEK.format("notifications"))


def test_blobs_are_as_large_as_their_files(grown: Engine) -> None:
    same = "select count(*) from attachment_blobs b join attachments a on a.id = b.attachment_id"
    assert count(grown, f"{same} and octet_length(b.content) = a.file_size") == count(grown, f"{same}") == 35


def test_growth_follows_the_daily_curve(grown: Engine) -> None:
    hours = WEEK.format("activity_log") + " and extract(hour from created_at at time zone 'UTC')"
    assert count(grown, f"{hours} between 9 and 11") > 5 * count(grown, f"{hours} between 0 and 2")


def test_no_row_contradicts_another_after_growth(grown: Engine) -> None:
    with grown.connect() as connection:
        assert [finding.name for finding in check(connection) if not finding.holds] == []


def test_growth_continues_where_it_ended(seeded_url: str, seeded: Engine) -> None:
    grow(seeded_url, days=1)
    grow(seeded_url, days=1)
    with seeded.connect() as connection:
        last = connection.execute(text("select max(created_at) from activity_log")).scalar_one()
    begin = datetime(2026, 3, 5, tzinfo=UTC)
    assert begin < last < begin + timedelta(days=1)


def test_rate_multiplies_a_day(seeded_url: str) -> None:
    assert grow(seeded_url, days=1, rate=3).rows["issue updates"] == 300


def test_blobs_can_be_left_out(seeded_url: str, seeded: Engine) -> None:
    grow(seeded_url, days=1, blobs=False)
    assert count(seeded, "select count(*) from attachment_blobs") == 0


def test_growth_by_size_stops_when_it_is_reached(seeded_url: str) -> None:
    growth = grow(seeded_url, size=2**20)
    assert growth.after.database_bytes - growth.before.database_bytes >= 2**20
    assert growth.days < 3


def test_growth_killed_in_a_batch_finishes_the_day_once(seeded_url: str, seeded: Engine) -> None:
    with seeded.connect() as holder, flask_seed(seeded_url, "grow", "--days", "5") as process:
        until(seeded, "select exists (select from lab.seed_growth)")
        holder.execute(text("lock table activity_log in share mode"))
        blocked(seeded, "copy activity_log%")
        process.send_signal(signal.SIGKILL)
        process.wait()
    until(seeded, "select count(*) = 1 from pg_stat_activity where datname = current_database()")
    grow(seeded_url, days=1)
    days = "select count(distinct day) from lab.seed_growth"
    assert count(seeded, WEEK.format("activity_log")) == 200 * count(seeded, days)


def test_growth_holds_no_transaction_open_while_it_works(seeded_url: str, seeded: Engine) -> None:
    idle = (
        "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
    )
    seen: list[int] = []
    grow(seeded_url, days=1, report=lambda *_: seen.append(count(seeded, idle)))
    assert seen == [0, 0, 0, 0]


def test_growth_without_a_seed_is_refused(database_url: str) -> None:
    with pytest.raises(StateError, match="run 'flask seed' first"):
        grow(database_url, days=1)


def test_nothing_to_resume_is_refused(seeded_url: str) -> None:
    with pytest.raises(StateError, match="no growth was stopped here"):
        grow(seeded_url, resume=True)


def test_two_growths_of_a_day_are_one_of_two(seeded_template: str, copy_database: CopyDatabase) -> None:
    twice, at_once = copy_database(seeded_template), copy_database(seeded_template)
    for url, days in ((twice, 1), (twice, 1), (at_once, 2)):
        grow(url, days=days)
    found = []
    for url in (twice, at_once):
        with create_engine(url, poolclass=NullPool).connect() as connection:
            found.append(checksums(connection))
    assert found[0] == found[1]


def test_seven_days_make_exactly_a_week() -> None:
    days = [day_of("guide", day, 0.01) for day in range(7)]
    assert sum(day.comments for day in days) == 5_000
    assert sum(day.updates for day in days) == 3_000


def test_profiles_disagree_as_the_specification_does() -> None:
    assert week_of("readme", 3) == README
    assert [week_of("guide", week) for week in (0, 7, 8, 11)] == [GUIDE, GUIDE, GUIDE_LATER, GUIDE_LATER]


def test_twelve_weeks_of_the_guide_end_at_its_table() -> None:
    weeks = [week_of("guide", week) for week in range(12)]
    assert 500_000 + sum(week.issues for week in weeks) == 1_800_000
    assert 2_000_000 + sum(week.comments for week in weeks) == 8_000_000
    assert 3_000_000 + sum(week.activity for week in weeks) == 15_000_000


def test_the_roadmaps_growth_is_called_for_each_day() -> None:
    assert "roadmap.growth:grow" in {hook.value for hook in entry_points(group="taskpilot.growth")}
