"""Show everybody's open work from a table that is kept.

A row per person, the most loaded first; the page also draws the organization's last weeks. An index for
each of the two, and one for the order.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect
from roadmap.operations import create_index, create_index_concurrently, drop_index_concurrently, run
from roadmap.variants import variants

revision = "d48b_report_workload"
down_revision = "d48a_dashboard_views_index"

LOADS = """
    select u.id as user_id, u.organization_id, count(i.id) as open_issues,
           count(i.id) filter (where i.status in ('in_progress', 'in_review')) as in_progress,
           count(i.id) filter (where i.priority = 'urgent') as urgent,
           count(i.id) filter (where i.due_date < current_date) as overdue,
           coalesce(sum(i.estimate), 0)::bigint as points
      from users u
      left join issues i on i.assignee_id = u.id
           and i.status in ('backlog', 'todo', 'in_progress', 'in_review')
     where {which}
     group by u.id, u.organization_id
"""
COUNT = """
    insert into report_workload as kept
           (user_id, organization_id, open_issues, in_progress, urgent, overdue, points)
    {loads} order by u.id
    on conflict (user_id) do update
       set open_issues = excluded.open_issues, in_progress = excluded.in_progress, urgent = excluded.urgent,
           overdue = excluded.overdue, points = excluded.points
     where (kept.open_issues, kept.in_progress, kept.urgent, kept.overdue, kept.points)
        is distinct from (excluded.open_issues, excluded.in_progress, excluded.urgent, excluded.overdue,
                          excluded.points)
"""
ALL = COUNT.format(loads=LOADS.format(which="true"))
MINE = COUNT.format(loads=LOADS.format(which="u.organization_id = :organization_id"))
WORKLOAD = Query(
    "report.workload",
    "select w.user_id, u.name, w.open_issues, w.in_progress, w.urgent, w.overdue, w.points"
    " from report_workload w join users u on u.id = w.user_id"
    " where w.organization_id = :organization_id and u.active"
    " order by w.open_issues desc, w.user_id limit 200",
    sample="select organization_id from users group by 1 order by count(*) desc, 1 limit 1",
)
LAST_WEEKS = Query(
    "report.last_weeks",
    "select date_trunc('week', day)::date as week, sum(issues_created)::bigint as issues_created,"
    " sum(issues_closed)::bigint as issues_closed from report_project_days"
    " where organization_id = :organization_id and day > current_date - 84 group by 1 order by 1",
    sample="select organization_id from report_project_days group by 1 order by count(*) desc, 1 limit 1",
)

change = Change(
    day=48,
    engineer=SAM,
    kind=Kind.REDUNDANT_INDEX,
    mistake="redundant_index",
    expects=(
        Expect(
            "H004",
            index="ix_report_workload_organization_id",
            table="report_workload",
            also=(
                Also("H002", index="ix_report_workload_organization_id", table="report_workload"),
                Also("H002", index="ix_report_workload_open_issues", table="report_workload"),
            ),
        ),
        Expect(
            "H004",
            index="ix_report_project_days_organization",
            table="report_project_days",
            also=(
                Also("H002", index="ix_report_project_days_organization", table="report_project_days"),
                Also("H002", index="ix_report_project_days_organization_id", table="report_project_days"),
            ),
        ),
    ),
    exercises=(
        Exercise("GET", "/analytics/workload", WORKLOAD, persona="dashboard", takes_over="workload"),
        Exercise("GET", "/reports/last-weeks", LAST_WEEKS, persona="dashboard", weight=2),
        Exercise(
            "PATCH",
            "/reports/workload",
            Query(
                "report.count_workload",
                f"with counted as ({MINE} returning user_id) select count(*) as people from counted",  # noqa: S608
                sample="select organization_id from users group by 1 order by count(*) desc, 1 limit 1",
            ),
            persona="dashboard",
            weight=2,
            summary="Count the organization's open work again",
        ),
    ),
    growth=(Growth("report_workload", ALL),),
)


def clean() -> None:
    run("""
        create table report_workload (
            user_id bigint primary key references users on delete cascade,
            organization_id bigint not null references organizations on delete cascade,
            open_issues bigint not null,
            in_progress bigint not null,
            urgent bigint not null,
            overdue bigint not null,
            points bigint not null
        )
    """)
    run(ALL)
    create_index(
        "ix_report_workload_open_issues",
        "report_workload",
        ["organization_id", "open_issues desc", "user_id"],
    )


def flawed() -> None:
    create_index_concurrently(
        "ix_report_project_days_organization", "report_project_days", ["organization_id"]
    )
    clean()
    create_index("ix_report_workload_organization_id", "report_workload", ["organization_id"])


upgrade = variants(clean, flawed)


def downgrade() -> None:
    drop_index_concurrently("ix_report_project_days_organization")
    run("drop table report_workload")
