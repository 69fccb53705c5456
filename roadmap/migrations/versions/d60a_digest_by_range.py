"""Ask for a digest's week as a range of time.

Written as text, the week told PostgreSQL nothing about the months that it is in: each of them was read.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query

revision = "d60a_digest_by_range"
down_revision = "d59b_reads_elsewhere"

DIGEST = Query(
    "activity.digest_by_range",
    "select action, count(*) as times, count(distinct user_id) as people from activity_log"
    " where organization_id = :organization_id"
    " and created_at >= to_date(:week, 'IYYY-IW')::timestamp at time zone 'UTC'"
    " and created_at < (to_date(:week, 'IYYY-IW') + 7)::timestamp at time zone 'UTC'"
    " group by action order by action",
    sample="select organization_id, to_char(created_at at time zone 'UTC', 'IYYY-IW') as week"
    " from activity_log order by id desc limit 1",
)

change = Change(
    day=60,
    engineer=JORDAN,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "GET",
            "/activity/digest",
            DIGEST,
            persona="dashboard",
            weight=3,
            may_be_late=True,
            parameters=(
                Parameter(
                    "week", str, {"pattern": "^20[0-9]{2}-[0-5][0-9]$", "examples": ["2026-14", "2026-40"]}
                ),
            ),
        ),
    ),
)


def upgrade() -> None:
    """Only the code changes."""


def downgrade() -> None:
    """Only the code changes."""
