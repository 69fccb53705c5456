"""Find issues that are stuck, so that a rule can wake them.

Whoever writes the rule picks a status and a priority; the oldest ones come first. Compared as words, so that
a value that we do not know finds nothing instead of failing.
"""

from typing import Literal

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Expect

revision = "d26a_stuck_issues"
down_revision = "d25b_automation_runs"

STUCK = """
    select id, project_id, number, title, created_at from issues
     where organization_id = :organization_id and {condition}
     order by created_at limit 20
"""
SAMPLE = """
    select organization_id, 'in_review' as status, 'urgent' as priority
      from issues group by 1 order by count(*) desc, 1 limit 1
"""
AS_WORDS = Query(
    "automation.stuck",
    STUCK.format(condition="cast(status as text) = :status and cast(priority as text) = :priority"),
    SAMPLE,
)
AS_THEY_ARE = Query(
    "automation.stuck",
    STUCK.format(
        condition="status = cast(:status as issue_status) and priority = cast(:priority as issue_priority)"
    ),
    SAMPLE,
)
PARAMETERS = (
    Parameter("status", Literal["backlog", "todo", "in_progress", "in_review"]),
    Parameter("priority", Literal["none", "low", "medium", "high", "urgent"]),
)

change = Change(
    day=26,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="implicit_cast_of_column",
    expects=(
        Expect("K003", statement="automation.stuck", table="issues", columns=("status",), until="d28a"),
    ),
    exercises=(
        Exercise(
            "GET",
            "/automation/stuck",
            AS_WORDS,
            persona="power",
            weight=3,
            clean=AS_THEY_ARE,
            until="d28a",
            parameters=PARAMETERS,
        ),
    ),
)


def upgrade() -> None:
    """Only the code changes."""


def downgrade() -> None:
    """Only the code changes."""
