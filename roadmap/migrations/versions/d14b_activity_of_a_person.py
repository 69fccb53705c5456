"""Show what a person has done lately.

A profile page with the last twenty things that somebody did. Later it will filter by kind of action.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Query
from roadmap.labels import Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import variants

revision = "d14b_activity_of_a_person"
down_revision = "d14a_saved_searches"

MINE = Query(
    "activity.of_a_person",
    "select id, issue_id, action, created_at from activity_log where user_id = :user_id"
    " order by id desc limit 20",
    sample="select user_id from activity_log where user_id is not null order by id desc limit 1",
)

change = Change(
    day=14,
    engineer=JORDAN,
    kind=Kind.REDUNDANT_INDEX,
    mistake="unused_index",
    expects=(
        Expect("H002", index="ix_activity_log_action", table="activity_log", visible_after=1, until="d51a"),
    ),
    exercises=(Exercise("GET", "/activity/mine", MINE, persona="regular", weight=2),),
)


def clean() -> None:
    create_index_concurrently("ix_activity_log_user_id", "activity_log", ["user_id", "id"])


def flawed() -> None:
    clean()
    create_index_concurrently("ix_activity_log_action", "activity_log", ["action", "user_id"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_activity_log_user_id")
    drop_index_concurrently("ix_activity_log_action")
