"""Show an organization's activity of one day.

Counts by kind of action. The index is by organization and time.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Also, Expect
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from webapp.schemas.base import Day

revision = "d16b_activity_by_day"
down_revision = "d16a_triage_index"

COUNTS = """
    select action, count(*) as times from activity_log
     where organization_id = :organization_id and {condition}
     group by action order by action
"""
SAMPLE = """
    select organization_id, created_at::date as day from activity_log
     where organization_id = (select organization_id from activity_log
                               group by 1 order by count(*) desc limit 1)
     order by id desc offset 100 limit 1
"""
BY_FUNCTION = Query(
    "activity.of_a_day", COUNTS.format(condition="date_trunc('day', created_at) = cast(:day as date)"), SAMPLE
)
BY_RANGE = Query(
    "activity.of_a_day",
    COUNTS.format(condition="created_at >= cast(:day as date) and created_at < cast(:day as date) + 1"),
    SAMPLE,
)

change = Change(
    day=16,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="function_wrapped_column",
    expects=(
        Expect(
            "K003",
            statement="activity.of_a_day",
            table="activity_log",
            columns=("created_at",),
            until="d18b",
            also=(Also("H002", index="ix_activity_log_organization_id_created_at", table="activity_log"),),
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/activity/by-day",
            BY_FUNCTION,
            persona="dashboard",
            weight=2,
            clean=BY_RANGE,
            until="d18b",
            parameters=(Parameter("day", Day, {"examples": ["2026-03-02", "2026-09-14"]}),),
        ),
    ),
)


def upgrade() -> None:
    create_index_concurrently(
        "ix_activity_log_organization_id_created_at", "activity_log", ["organization_id", "created_at"]
    )


def downgrade() -> None:
    drop_index_concurrently("ix_activity_log_organization_id_created_at")
