"""Cycles that are over end, their open issues move on, the next cycle begins."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from webapp.jobs.roll_over_cycles import due_projects, roll_over, roll_over_cycles

TODAY = datetime.now(UTC).date()
OVER = TODAY + timedelta(days=7)


def cycles(database: Engine, project_id: int = 1) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        query = (
            "select name, start_date, end_date, status::text from cycles where project_id = :id order by 2"
        )
        return [tuple(row) for row in connection.execute(text(query), {"id": project_id})]


def one(database: Engine, sql: str) -> Any:
    with database.begin() as connection:
        return connection.execute(text(sql)).scalar_one()


def roll(database: Engine, today: date) -> int:
    with database.begin() as connection:
        return roll_over(connection, 1, today)


def test_a_running_cycle_is_left_alone(world_database: Engine) -> None:
    with world_database.connect() as connection:
        assert due_projects(connection, TODAY + timedelta(days=6)) == []
        assert due_projects(connection, OVER) == [1, 101]


def test_open_issues_move_to_a_new_cycle_of_the_same_length(world_database: Engine) -> None:
    open_issues = one(
        world_database,
        "select count(*) from issues where cycle_id = 1 and status not in ('done', 'cancelled')",
    )
    assert roll(world_database, OVER) == open_issues > 0
    (_, _, _, first), (name, begins, ends, second) = cycles(world_database)
    assert (first, second, name) == ("completed", "active", "Cycle 2")
    assert (begins, ends - begins) == (OVER, timedelta(days=14))


def test_closed_issues_stay_where_they_were_closed(world_database: Engine) -> None:
    roll(world_database, OVER)
    assert one(
        world_database, "select bool_and(status in ('done', 'cancelled')) from issues where cycle_id = 1"
    )


def test_a_planned_cycle_is_used_before_one_is_made(world_database: Engine) -> None:
    one(
        world_database,
        "insert into cycles (project_id, name, start_date, end_date)"
        " values (1, 'Release', current_date + 10, current_date + 20) returning id",
    )
    roll(world_database, OVER)
    assert [(name, status) for name, _, _, status in cycles(world_database)] == [
        ("Cycle 1", "completed"), ("Release", "active"),
    ]  # fmt: skip


def test_after_a_long_pause_the_new_cycle_holds_today(world_database: Engine) -> None:
    today = TODAY + timedelta(days=100)
    roll(world_database, today)
    (*_, (_, begins, ends, status)) = cycles(world_database)
    assert begins <= today < ends and status == "active"
    assert (begins - (TODAY - timedelta(days=7))).days % 14 == 0


def test_a_second_roll_changes_nothing(world_database: Engine) -> None:
    roll(world_database, OVER)
    before = cycles(world_database)
    assert roll(world_database, OVER) == 0
    assert cycles(world_database) == before


def test_each_move_is_logged_and_sent(world_database: Engine) -> None:
    moved = roll(world_database, OVER)
    logged = (
        "select count(*) from activity_log where user_id is null and action = 'issue.updated'"
        " and changes->'cycle_id'->>'from' = '1'"
    )
    assert one(world_database, logged) == moved
    assert (
        one(world_database, "select count(*) from webhook_deliveries where event = 'issue.updated'") == moved
    )


def test_the_cycles_events_are_logged_and_sent(world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(text("update webhooks set events = '{cycle.created,cycle.updated}'"))
    roll(world_database, OVER)
    with world_database.connect() as connection:
        for table, event in (("activity_log", "action"), ("webhook_deliveries", "event")):
            what = "changes" if table == "activity_log" else "payload"
            query = f"select {event}, {what}->>'status' from {table} where {event} like 'cycle%' order by id"
            found = [tuple(row) for row in connection.execute(text(query))]
            assert found == [
                ("cycle.created", "planned"), ("cycle.updated", "completed"), ("cycle.updated", "active"),
            ]  # fmt: skip


def test_a_paused_project_is_not_rolled_over(world_database: Engine) -> None:
    one(world_database, "update projects set status = 'paused' where id = 1 returning id")
    with world_database.connect() as connection:
        assert due_projects(connection, OVER) == [101]


@pytest.mark.usefixtures("job_settings")
def test_the_job_rolls_over_all_that_is_due(world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(text("update cycles set start_date = '2020-01-01', end_date = '2020-01-14'"))
    assert roll_over_cycles().startswith("2 projects, ")
    assert roll_over_cycles() == "0 projects, 0 issues moved"
