"""Send each organization a digest of its week.

What happened, by kind, in the ISO week that the reader asks for.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Expect

revision = "d53b_weekly_digest"
down_revision = "d53a_activity_swap"

DIGEST = """
    select action, count(*) as times, count(distinct user_id) as people from activity_log
     where organization_id = :organization_id and {condition}
     group by action order by action
"""
SAMPLE = """
    select organization_id, to_char(created_at at time zone 'UTC', 'IYYY-IW') as week from activity_log
     where organization_id = (select organization_id from activity_log
                               group by 1 order by count(*) desc, 1 limit 1)
     order by id desc limit 1
"""
BY_TEXT = Query(
    "activity.digest",
    DIGEST.format(condition="to_char(created_at at time zone 'UTC', 'IYYY-IW') = :week"),
    SAMPLE,
)
IN_RANGE = """
    created_at >= to_date(:week, 'IYYY-IW')::timestamp at time zone 'UTC'
       and created_at < (to_date(:week, 'IYYY-IW') + 7)::timestamp at time zone 'UTC'
"""
BY_RANGE = Query("activity.digest", DIGEST.format(condition=IN_RANGE), SAMPLE)
WEEKS = (Parameter("week", str, {"pattern": "^20[0-9]{2}-[0-5][0-9]$", "examples": ["2026-14", "2026-40"]}),)

change = Change(
    day=53,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="query_without_partition_key",
    expects=(Expect("K003", statement="activity.digest", table="activity_log", until="d60a"),),
    exercises=(
        Exercise(
            "GET",
            "/activity/digest",
            BY_TEXT,
            persona="dashboard",
            weight=3,
            clean=BY_RANGE,
            until="d60a",
            parameters=WEEKS,
        ),
    ),
)


def upgrade() -> None:
    """Only the code changes."""


def downgrade() -> None:
    """Only the code changes."""
