"""Compare status and priority as what they are.

As words they could not be looked up in any index: each question read all issues of the organization. The form
knows the values, so none that we do not know arrives.
"""

from typing import Literal

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query

revision = "d28a_stuck_by_status"
down_revision = "d27b_sla_breaches"

STUCK = Query(
    "automation.stuck_by_status",
    """
    select id, project_id, number, title, created_at from issues
     where organization_id = :organization_id and status = cast(:status as issue_status)
       and priority = cast(:priority as issue_priority)
     order by created_at limit 20
    """,
    sample="select organization_id, 'in_review' as status, 'urgent' as priority"
    " from issues group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=28,
    engineer=JORDAN,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "GET",
            "/automation/stuck",
            STUCK,
            persona="power",
            weight=3,
            parameters=(
                Parameter("status", Literal["backlog", "todo", "in_progress", "in_review"]),
                Parameter("priority", Literal["none", "low", "medium", "high", "urgent"]),
            ),
        ),
    ),
)


def upgrade() -> None:
    """Only the code changes."""


def downgrade() -> None:
    """Only the code changes."""
