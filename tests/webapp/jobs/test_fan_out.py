"""Telling a large audience: everybody once, never somebody of another organization."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from webapp.jobs.fan_out import fan_out
from webapp.jobs.fan_out_missed import fan_out_missed, unfulfilled

pytestmark = pytest.mark.usefixtures("job_settings")


def wish(database: Engine, to: str, actor: int | None = 2) -> int:
    """Leave a wish on issue 1 of the first organization; the activity's id."""
    with database.begin() as connection:
        activity_id: int = connection.execute(
            text(
                "insert into activity_log (organization_id, issue_id, user_id, action, changes)"
                " values (1, 1, :actor, 'comment.created', jsonb_build_object('fan_out', jsonb_build_object("
                " 'to', cast(:to as text), 'type', 'issue_mentioned', 'data', '{\"issue_id\": 1}'::jsonb)))"
                " returning id"
            ),
            {"to": to, "actor": actor},
        ).scalar_one()
    return activity_id


def told(database: Engine, activity_id: int) -> list[Any]:
    with database.connect() as connection:
        query = text("select user_id from notifications where data @> jsonb_build_object('activity_id', :id)")
        return sorted(connection.execute(query, {"id": activity_id}).scalars())


def test_an_organization_is_told_but_not_the_actor(world_database: Engine) -> None:
    activity_id = wish(world_database, "organization")
    assert fan_out(activity_id) == "3 told"
    assert told(world_database, activity_id) == [1, 3, 4]


def test_a_team_is_told_and_nobody_else(world_database: Engine) -> None:
    activity_id = wish(world_database, "team")
    assert fan_out(activity_id) == "1 told"
    assert told(world_database, activity_id) == [3]


def test_a_second_run_tells_nobody_again(world_database: Engine) -> None:
    activity_id = wish(world_database, "organization", actor=None)
    fan_out(activity_id)
    assert fan_out(activity_id) == "0 told"
    assert told(world_database, activity_id) == [1, 2, 3, 4]


def test_an_activity_without_a_wish_tells_nobody() -> None:
    assert fan_out(1) == "0 told"


def test_a_wish_without_a_hint_is_found(world_database: Engine) -> None:
    activity_id = wish(world_database, "organization")
    assert fan_out_missed() == "1 missed"
    assert fan_out_missed() == "0 missed"
    assert told(world_database, activity_id) == [1, 3, 4]


def test_an_old_wish_is_left_to_the_hourly_look(world_database: Engine) -> None:
    activity_id = wish(world_database, "organization")
    with world_database.begin() as connection:
        connection.execute(text("update activity_log set created_at = now() - interval '2 hours'"))
        now = datetime.now(UTC)
        assert unfulfilled(connection, now - timedelta(minutes=15)) == []
        assert unfulfilled(connection, now - timedelta(hours=25)) == [activity_id]
