"""Ask for a day as a range of time.

Truncating each row's time to the day kept PostgreSQL from using the index that shipped with the page.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from webapp.schemas.base import Day

revision = "d18b_activity_range"
down_revision = "d18a_search_queue"

OF_A_DAY = Query(
    "activity.of_a_day_by_range",
    "select action, count(*) as times from activity_log where organization_id = :organization_id"
    " and created_at >= cast(:day as date) and created_at < cast(:day as date) + 1"
    " group by action order by action",
    sample="select organization_id, created_at::date as day from activity_log order by id desc limit 1",
)

change = Change(
    day=18,
    engineer=JORDAN,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "GET",
            "/activity/by-day",
            OF_A_DAY,
            persona="dashboard",
            weight=2,
            parameters=(Parameter("day", Day, {"examples": ["2026-03-02", "2026-09-14"]}),),
        ),
    ),
)


def upgrade() -> None:
    """Only the code changes."""


def downgrade() -> None:
    """Only the code changes."""
