"""The periodic jobs' effects on the database, and that a second run has none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client
from webapp.jobs.aggregate_metrics import aggregate_metrics, count_day, is_unfinished
from webapp.jobs.check_overdue import check_overdue, tell_overdue
from webapp.jobs.clean_up import clean_up
from webapp.jobs.fan_out_missed import fan_out_missed
from webapp.jobs.periodic import periodic
from webapp.jobs.write_weekly_reports import last_full_week, write_weekly_reports

pytestmark = pytest.mark.usefixtures("job_settings")
TODAY = datetime.now(UTC).date()


@pytest.fixture
def old_organizations(world_database: Engine) -> Engine:
    """The organizations, as if they were there a month ago."""
    with world_database.begin() as connection:
        connection.execute(text("update organizations set created_at = now() - interval '1 month'"))
    return world_database


def one(database: Engine, sql: str, **values: Any) -> Any:
    with database.begin() as connection:
        return connection.execute(text(sql), values).scalar_one()


def figures(database: Engine) -> dict[str, int]:
    found: dict[str, int] = one(
        database, "select figures from daily_metrics where organization_id = 1 and day = :day", day=TODAY
    )
    return found


def test_every_job_with_a_schedule_is_found() -> None:
    assert {job.name: job.schedule for job in periodic()} == {
        "aggregate_metrics": "*/15 * * * *",
        "check_overdue": "7 * * * *",
        "clean_up": 60,
        "deliver_webhooks": 5,
        "fan_out_missed": "* * * * *",
        "roll_over_cycles": "*/10 * * * *",
        "write_weekly_reports": "17 * * * *",
    }


def test_overdue_issues_are_told_once_a_day(world_database: Engine) -> None:
    overdue = one(
        world_database,
        "select count(*) from issues where due_date < :today and assignee_id is not null"
        " and status not in ('done', 'cancelled')",
        today=TODAY,
    )
    assert check_overdue() == f"{overdue} told"
    assert check_overdue() == "0 told"
    with world_database.begin() as connection:
        assert tell_overdue(connection, TODAY + timedelta(days=1)) >= overdue > 0


def test_the_day_is_counted_from_what_the_api_wrote(member: Client, world_database: Engine) -> None:
    made = member.post("/issues", {"project_id": 1, "title": "Export stalls"})
    member.post(f"/issues/{made['key']}/comments", {"body": "seen"})
    member.patch(f"/issues/{made['key']}", {"status": "done"})
    aggregate_metrics()
    counted = figures(world_database)
    assert (counted["issues_created"], counted["comments_created"], counted["issues_closed"]) == (1, 1, 1)


def test_counting_again_replaces_the_count(member: Client, world_database: Engine) -> None:
    member.post("/issues", {"project_id": 1, "title": "One"})
    aggregate_metrics()
    member.post("/issues", {"project_id": 1, "title": "Two"})
    aggregate_metrics()
    assert figures(world_database)["issues_created"] == 2


def test_yesterday_is_counted_once_more_after_it_ended(world_database: Engine) -> None:
    yesterday = TODAY - timedelta(days=1)
    with world_database.begin() as connection:
        count_day(connection, yesterday)
        connection.execute(text("update daily_metrics set computed_at = now() - interval '1 day'"))
        assert is_unfinished(connection, yesterday)
    assert aggregate_metrics().count("organizations") == 2
    assert aggregate_metrics().count("organizations") == 1


def test_an_organization_that_is_too_young_gets_no_report() -> None:
    assert write_weekly_reports() == "0 written"


def test_a_weekly_report_is_written_once_and_told(old_organizations: Engine) -> None:
    assert write_weekly_reports() == "2 written"
    assert write_weekly_reports() == "0 written"
    assert fan_out_missed() == "2 missed"
    assert one(old_organizations, "select count(*) from notifications where type = 'report_ready'") == 8


def test_a_report_sums_its_weeks_days(old_organizations: Engine) -> None:
    monday = last_full_week(TODAY)
    with old_organizations.begin() as connection:
        for offset in (-1, 0, 6, 7):
            count_day(connection, monday + timedelta(days=offset))
        connection.execute(
            text('update daily_metrics set figures = figures || \'{"issues_created": 5, "open_issues": 3}\'')
        )
    write_weekly_reports()
    body = one(old_organizations, "select body from reports where organization_id = 1")
    assert (body["days_counted"], body["issues_created"], body["open_issues"]) == (7, 10, 3)


def test_a_past_day_keeps_the_open_issues_it_ended_with(world_database: Engine) -> None:
    yesterday = TODAY - timedelta(days=1)
    with world_database.begin() as connection:
        connection.execute(
            text(
                "insert into daily_metrics (organization_id, day, figures)"
                " values (1, :day, '{\"open_issues\": 99}')"
            ),
            {"day": yesterday},
        )
        count_day(connection, yesterday)
    counted = one(world_database, "select figures from daily_metrics where organization_id = 1")
    assert (counted["open_issues"], counted["issues_created"]) == (99, 0)


def test_the_last_full_week_ended_before_today() -> None:
    for offset in range(7):
        monday = last_full_week(TODAY + timedelta(days=offset))
        assert monday.weekday() == 0
        assert monday + timedelta(days=6) < TODAY + timedelta(days=offset) <= monday + timedelta(days=13)


def test_old_keys_and_tokens_go_and_young_ones_stay(world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(
            text(
                "insert into idempotency_keys (user_id, key, request_hash, created_at)"
                " select 1, 'key' || n, '', now() - n * interval '5 hours' from generate_series(1, 8) n"
            )
        )
        connection.execute(
            text(
                "insert into api_tokens (user_id, name, token_hash, scopes, expires_at)"
                " select 1, 't', decode(to_hex(n), 'escape'), '{}', now() - n * interval '20 days'"
                " from generate_series(0, 3) n"
            )
        )
    assert clean_up() == "4 idempotency keys, 2 tokens deleted"
    assert clean_up() == "0 idempotency keys, 0 tokens deleted"
