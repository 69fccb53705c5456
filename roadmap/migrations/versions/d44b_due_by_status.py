"""Compare statuses as they are in the planning report.

A status is one of six values and has one spelling. Lower case turned it into text, and PostgreSQL could not
tell any more that these are the open issues, which have an index by due date.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from webapp.schemas.base import Day

revision = "d44b_due_by_status"
down_revision = "d44a_dashboard_views"

DUE = Query(
    "report.due_in_a_week_by_status",
    """
    select i.id, i.project_id, i.number, i.title, i.due_date, i.status from issues i
     where i.organization_id = :organization_id
       and i.due_date >= cast(:day as date) and i.due_date < cast(:day as date) + 7
       and i.status in ('backlog', 'todo', 'in_progress', 'in_review')
     order by i.due_date, i.id limit 100
    """,
    sample="select organization_id, due_date as day from issues where due_date is not null limit 1",
)

change = Change(
    day=44,
    engineer=JORDAN,
    kind=Kind.GOOD,
    exercises=(
        Exercise(
            "GET",
            "/reports/due",
            DUE,
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
