"""Keep a line per project and day for the charts, and one per organization and month.

What was opened, closed, said: the charts read these and leave the issues alone. The night's count adds what
has come; comments are counted from the last one that was seen, so that no night reads them all again. A
year in review, made each January, will ask by day alone.
"""

from roadmap.change import Change, Growth, Kind
from roadmap.engineers import ALEX
from roadmap.exercise import Exercise, Parameter, Query
from roadmap.labels import Decoy
from roadmap.operations import create_index, run
from webapp.schemas.base import Day

revision = "d41a_report_project_days"
down_revision = "d40c_sync_once"

OF_PROJECT = Query(
    "report_project_days.of_project",
    "select day, issues_created, issues_closed, comments from report_project_days"
    " where project_id = :project_id order by day desc limit 60",
    sample="select project_id from report_project_days group by 1 order by count(*) desc, 1 limit 1",
)
OF_ORGANIZATION = Query(
    "report_project_days.of_organization",
    "select day, sum(issues_created)::bigint as issues_created, sum(issues_closed)::bigint as issues_closed,"
    " sum(comments)::bigint as comments from report_project_days where organization_id = :organization_id"
    " and day > cast(:day as date) - 30 and day <= cast(:day as date) group by day order by day",
    sample="select organization_id, max(day) as day from report_project_days"
    " group by 1 order by count(*) desc, 1 limit 1",
)
LAST_YEAR = Query(
    "report_organization_months.last_year",
    "select month, issues_created, issues_closed, comments from report_organization_months"
    " where organization_id = :organization_id order by month desc limit 12",
    sample="select organization_id from report_organization_months limit 1",
)
DAYS = """
    with top as (
        select coalesce(max(id), 0) as id from comments
    ), seen as (
        select coalesce(max(reached) filter (where reached <= top.id), 0) as id
          from top left join report_watermarks on name = 'comments'
    ), events as (
        select project_id, organization_id, (created_at at time zone 'UTC')::date as day,
               1 as created, 0 as closed, 0 as said, 0 as points
          from issues where created_at >= :since and created_at < :until
         union all
        select project_id, organization_id, (closed_at at time zone 'UTC')::date, 0, 1, 0,
               coalesce(estimate, 0)
          from issues where closed_at >= :since and closed_at < :until
         union all
        select i.project_id, i.organization_id, (c.created_at at time zone 'UTC')::date, 0, 0, 1, 0
          from comments c join issues i on i.id = c.issue_id
         where c.id > (select id from seen) and c.id <= (select id from top)
    ), marked as (
        insert into report_watermarks (name, reached) select 'comments', id from top
        on conflict (name) do update set reached = excluded.reached
    )
    insert into report_project_days as kept
           (project_id, organization_id, day, issues_created, issues_closed, comments, points_done)
    select project_id, organization_id, day, sum(created), sum(closed), sum(said), sum(points)
      from events group by project_id, organization_id, day
    on conflict (project_id, day) do update
       set issues_created = greatest(kept.issues_created, excluded.issues_created),
           issues_closed = greatest(kept.issues_closed, excluded.issues_closed),
           comments = kept.comments + excluded.comments,
           points_done = greatest(kept.points_done, excluded.points_done)
"""
MONTHS = """
    insert into report_organization_months (organization_id, month, issues_created, issues_closed, comments)
    select organization_id, date_trunc('month', day::timestamp)::date,
           sum(issues_created), sum(issues_closed), sum(comments)
      from report_project_days
     where date_trunc('month', day::timestamp)
           >= date_trunc('month', cast(:since as timestamp)) - interval '1 month'
     group by 1, 2
    on conflict (organization_id, month) do update
       set issues_created = excluded.issues_created, issues_closed = excluded.issues_closed,
           comments = excluded.comments
"""

change = Change(
    day=41,
    engineer=ALEX,
    kind=Kind.GOOD,
    decoys=(
        Decoy(
            "H002",
            index="ix_report_project_days_day",
            table="report_project_days",
            why="the year in review reads it, each January; no observation of weeks can see that",
            claim="select to_regclass('public.ix_report_project_days_day') is not null",
            decidable=False,
        ),
        Decoy(
            "lab:missing_index",
            table="report_watermarks",
            why="it is read by sequential scans only, and rightly so: its few rows are on one page",
            claim="select count(*) <= 10 from report_watermarks",
        ),
    ),
    exercises=(
        Exercise("GET", "/projects/<id:project_id>/daily", OF_PROJECT, persona="regular", weight=2),
        Exercise(
            "GET",
            "/reports/daily",
            OF_ORGANIZATION,
            persona="dashboard",
            weight=2,
            parameters=(Parameter("day", Day, {"examples": ["2026-03-02", "2026-09-14"]}),),
            summary="An organization's last 30 days up to one",
        ),
        Exercise("GET", "/reports/last-year", LAST_YEAR, persona="dashboard", weight=1),
    ),
    growth=(Growth("report_project_days", DAYS), Growth("report_organization_months", MONTHS)),
)


def upgrade() -> None:
    run("""
        create table report_watermarks (
            name text primary key,
            reached bigint not null
        );
        create table report_project_days (
            project_id bigint not null references projects on delete cascade,
            organization_id bigint not null references organizations on delete cascade,
            day date not null,
            issues_created integer not null default 0,
            issues_closed integer not null default 0,
            comments integer not null default 0,
            points_done integer not null default 0,
            constraint report_project_days_pkey primary key (project_id, day)
        );
        create table report_organization_months (
            organization_id bigint not null references organizations on delete cascade,
            month date not null,
            issues_created bigint not null,
            issues_closed bigint not null,
            comments bigint not null,
            constraint report_organization_months_pkey primary key (organization_id, month)
        )
    """)
    create_index("ix_report_project_days_organization_id", "report_project_days", ["organization_id", "day"])
    create_index("ix_report_project_days_day", "report_project_days", ["day"])


def downgrade() -> None:
    run("drop table report_organization_months, report_project_days, report_watermarks")
