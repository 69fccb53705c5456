"""Compute the figures of every organization ahead, and show those.

The overview counted all issues of an organization on each visit. Now the figures are kept, and counted
again at night and whenever the scheduler asks.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import SAM
from roadmap.exercise import Exercise, Query
from roadmap.labels import Also, Expect
from roadmap.operations import run
from roadmap.variants import variants

revision = "d42a_organization_totals"
down_revision = "d41b_due_this_week"

OPEN = "status in ('backlog', 'todo', 'in_progress', 'in_review')"
TOTALS = f"""
    with counted as (
        select organization_id, count(*) as issues,
               count(*) filter (where {OPEN}) as open_issues,
               count(*) filter (where {OPEN} and due_date < current_date) as overdue_issues,
               count(*) filter (where created_at > now() - interval '30 days') as created_30d,
               count(*) filter (where closed_at > now() - interval '30 days') as closed_30d,
               (percentile_cont(0.5) within group (order by extract(epoch from closed_at - started_at) / 3600)
                   filter (where closed_at > now() - interval '30 days' and started_at is not null))::float8
                   as median_cycle_time_hours
          from issues group by organization_id
    ), statuses as (
        select organization_id, jsonb_object_agg(status, n) as by_status
          from (select organization_id, status, count(*) as n from issues group by 1, 2) s group by 1
    ), priorities as (
        select organization_id, jsonb_object_agg(priority, n) as by_priority
          from (select organization_id, priority, count(*) as n from issues group by 1, 2) s group by 1
    )
    select o.id as organization_id,
           (select count(*) from users u where u.organization_id = o.id and u.active) as users,
           (select count(*) from projects p where p.organization_id = o.id) as projects,
           coalesce(counted.issues, 0) as issues,
           coalesce(counted.open_issues, 0) as open_issues,
           coalesce(counted.overdue_issues, 0) as overdue_issues,
           coalesce(statuses.by_status, '{{}}'::jsonb) as by_status,
           coalesce(priorities.by_priority, '{{}}'::jsonb) as by_priority,
           coalesce(counted.created_30d, 0) as created_30d,
           coalesce(counted.closed_30d, 0) as closed_30d,
           (select coalesce(sum(d.comments), 0)::bigint from report_project_days d
             where d.organization_id = o.id and d.day > current_date - 30) as comments_30d,
           counted.median_cycle_time_hours,
           now() as counted_at
      from organizations o
      left join counted on counted.organization_id = o.id
      left join statuses on statuses.organization_id = o.id
      left join priorities on priorities.organization_id = o.id
"""  # noqa: S608 - nothing of it comes from outside
FIGURES = (
    "users, projects, issues, open_issues, overdue_issues, by_status, by_priority, created_30d, closed_30d,"
    " comments_30d, median_cycle_time_hours"
)
COUNT_AGAIN = f"""
    insert into report_organization_totals (organization_id, {FIGURES}, counted_at)
    {TOTALS} order by o.id
    on conflict (organization_id) do update
       set ({FIGURES}, counted_at) = (
           {", ".join(f"excluded.{name}" for name in FIGURES.split(", "))}, excluded.counted_at)
"""  # noqa: S608 - nothing of it comes from outside
REFRESH = "refresh materialized view report_organization_totals"

OVERVIEW = Query(
    "report.organization_overview",
    f"select {FIGURES} from report_organization_totals where organization_id = :organization_id",  # noqa: S608
    sample="select id as organization_id from organizations order by id limit 1",
)
AGE = "select count(*) as organizations, min(counted_at) as counted_at from report_organization_totals"

change = Change(
    day=42,
    engineer=SAM,
    kind=Kind.BLOCKING_MIGRATION,
    mistake="refresh_blocking_readers",
    expects=(
        Expect(
            "lab:refresh_blocking_readers",
            table="report_organization_totals",
            also=(Also("lab:stale_materialized_view", table="report_organization_totals"),),
        ),
        Expect(
            "lab:matview_without_unique_index",
            table="report_organization_totals",
            mistake="matview_without_unique_index",
            until="d45b",
        ),
    ),
    exercises=(
        Exercise(
            "GET",
            "/analytics/organization",
            OVERVIEW,
            persona="dashboard",
            takes_over="organization_overview",
        ),
        Exercise(
            "POST",
            "/internal/reports/organizations",
            Query("report.count_organizations", f"{REFRESH}; {AGE}"),
            persona="background",
            clean=Query("report.count_organizations", f"{COUNT_AGAIN}; {AGE}"),
            summary="Count the figures of every organization again",
        ),
    ),
    growth=(
        Growth("report_organization_totals", COUNT_AGAIN, ran="clean"),
        Growth("report_organization_totals", REFRESH, ran="flawed"),
    ),
)


def clean() -> None:
    run("""
        create table report_organization_totals (
            organization_id bigint primary key references organizations on delete cascade,
            users bigint not null,
            projects bigint not null,
            issues bigint not null,
            open_issues bigint not null,
            overdue_issues bigint not null,
            by_status jsonb not null,
            by_priority jsonb not null,
            created_30d bigint not null,
            closed_30d bigint not null,
            comments_30d bigint not null,
            median_cycle_time_hours float8,
            counted_at timestamptz not null
        ) with (fillfactor = 50)
    """)
    run(COUNT_AGAIN)


def flawed() -> None:
    run(f"create materialized view report_organization_totals as {TOTALS}")


upgrade = variants(clean, flawed)


def undo_clean() -> None:
    run("drop table report_organization_totals")


def undo_flawed() -> None:
    run("drop materialized view report_organization_totals")


downgrade = variants(undo_clean, undo_flawed)
