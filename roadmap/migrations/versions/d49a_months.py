"""A report of an organization's months, from the first to the last.

How much was opened, closed and said in each month. It is asked for at the end of a month, so it counts when
it is asked.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import JORDAN
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Also, Expect
from webapp.schemas.base import Day

revision = "d49a_months"
down_revision = "d48b_report_workload"

SAMPLE = """
    select organization_id, max(month) as before from report_organization_months
     group by 1 order by sum(comments) desc, 1 limit 1
"""
EVERYTHING = Query(
    "report.months",
    """
    select month, sum(opened)::bigint as opened, sum(closed)::bigint as closed, sum(said)::bigint as said
      from (
        select date_trunc('month', created_at at time zone 'UTC')::date as month,
               1 as opened, 0 as closed, 0 as said
          from issues where organization_id = :organization_id
         union all
        select date_trunc('month', closed_at at time zone 'UTC')::date, 0, 1, 0
          from issues where organization_id = :organization_id and closed_at is not null
         union all
        select date_trunc('month', c.created_at at time zone 'UTC')::date, 0, 0, 1
          from comments c join issues i on i.id = c.issue_id where i.organization_id = :organization_id
      ) events
     where month < cast(:before as date)
     group by month order by month
    """,
    SAMPLE,
)
KEPT = Query(
    "report.months",
    """
    select month, issues_created as opened, issues_closed as closed, comments as said
      from report_organization_months
     where organization_id = :organization_id and month < cast(:before as date) order by month
    """,
    SAMPLE,
)

change = Change(
    day=49,
    engineer=JORDAN,
    kind=Kind.MISSING_INDEX,
    mistake="report_over_everything",
    expects=(
        Expect(
            "K003",
            statement="report.months",
            table="comments",
            also=(Also("lab:long_running_query", session="taskpilot-web"),),
        ),
        Expect(
            "lab:long_running_query",
            statement="report.months",
            table="comments",
            mistake="long_running_query",
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/reports/months",
            EVERYTHING,
            persona="dashboard",
            weight=2,
            clean=KEPT,
            parameters=(Parameter("before", Day, {"examples": ["2026-05-01", "2026-10-01"]}),),
        ),
    ),
)


def upgrade() -> None:
    """Only the code changes."""


def downgrade() -> None:
    """Only the code changes."""
