"""A planning report: what falls due in a week, by how far it has got.

Leads open it on Mondays. Statuses are compared in lower case, so that it does not matter how somebody
spells them.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Also, Expect
from webapp.schemas.base import Day

revision = "d41b_due_this_week"
down_revision = "d41a_report_project_days"

DUE = """
    select i.id, i.project_id, i.number, i.title, i.due_date, i.status from issues i
     where i.organization_id = :organization_id
       and i.due_date >= cast(:day as date) and i.due_date < cast(:day as date) + 7
       and {open}
     order by i.due_date, i.id limit 100
"""
SAMPLE = """
    select organization_id, due_date as day from issues
     where organization_id = (select organization_id from issues group by 1 order by count(*) desc, 1 limit 1)
       and due_date is not null and status in ('backlog', 'todo', 'in_progress', 'in_review')
     order by due_date limit 1
"""
BY_LOWER_CASE = Query(
    "report.due_in_a_week",
    DUE.format(open="lower(i.status::text) in ('backlog', 'todo', 'in_progress', 'in_review')"),
    SAMPLE,
)
BY_STATUS = Query(
    "report.due_in_a_week",
    DUE.format(open="i.status in ('backlog', 'todo', 'in_progress', 'in_review')"),
    SAMPLE,
)

change = Change(
    day=41,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="function_wrapped_column",
    expects=(
        Expect(
            "K003",
            statement="report.due_in_a_week",
            table="issues",
            columns=("status",),
            until="d44b",
            also=(Also("H002", index="ix_issues_due_date_open", table="issues"),),
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/reports/due",
            BY_LOWER_CASE,
            persona="dashboard",
            weight=2,
            clean=BY_STATUS,
            until="d44b",
            parameters=(Parameter("day", Day, {"examples": ["2026-03-02", "2026-09-14"]}),),
        ),
    ),
)


def upgrade() -> None:
    """Only the code changes: the week's issues are found by their due date."""


def downgrade() -> None:
    """Only the code changes."""
