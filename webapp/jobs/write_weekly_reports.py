"""Store each organization's report on the week that ended last Sunday, and tell its people.

A report is written once; the activity that it leaves carries the wish to tell the organization.
"""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, text

from webapp.jobs.aggregate_metrics import count_day
from webapp.jobs.database import bounded, engine, only_one
from webapp.jobs.hints import hint_fan_out

SCHEDULE = "17 * * * *"

WRITE = text("""
with week as (
    select organization_id, count(*) as days_counted,
        sum((figures->>'issues_created')::bigint) as issues_created,
        sum((figures->>'issues_closed')::bigint) as issues_closed,
        sum((figures->>'comments_created')::bigint) as comments_created,
        max((figures->>'active_users')::bigint) as most_active_users,
        (array_agg((figures->>'open_issues')::bigint order by day desc)
            filter (where figures ? 'open_issues'))[1] as open_issues
    from daily_metrics
    where day >= :monday and day < cast(:monday as date) + 7
    group by organization_id
), overdue as (
    select organization_id, count(*) as issues
    from issues
    where status in ('backlog', 'todo', 'in_progress', 'in_review') and due_date < cast(:monday as date) + 7
    group by organization_id
), completed as (
    select p.organization_id, count(*) as cycles
    from cycles c join projects p on p.id = c.project_id
    where c.status = 'completed' and c.end_date >= :monday and c.end_date < cast(:monday as date) + 7
    group by p.organization_id
), written as (
    insert into reports (organization_id, week, body)
    select o.id, :monday, jsonb_build_object(
        'from', cast(:monday as date), 'to', cast(:monday as date) + 6,
        'days_counted', coalesce(w.days_counted, 0),
        'issues_created', coalesce(w.issues_created, 0), 'issues_closed', coalesce(w.issues_closed, 0),
        'comments_created', coalesce(w.comments_created, 0), 'open_issues', w.open_issues,
        'most_active_users', coalesce(w.most_active_users, 0), 'overdue_issues', coalesce(overdue.issues, 0),
        'cycles_completed', coalesce(completed.cycles, 0))
    from organizations o
    left join week w on w.organization_id = o.id
    left join overdue on overdue.organization_id = o.id
    left join completed on completed.organization_id = o.id
    where o.created_at < cast(:monday as date) + 7
    on conflict (organization_id, week) do nothing
    returning id, organization_id, week
)
insert into activity_log (organization_id, action, changes)
select organization_id, 'report.created', jsonb_build_object('report_id', id, 'week', week,
    'fan_out', jsonb_build_object('to', 'organization', 'type', 'report_ready',
        'data', jsonb_build_object('report_id', id, 'week', week)))
from written
returning id
""")

UNCOUNTED = text("""
select day from (select cast(:monday as date) + n as day from generate_series(0, 6) as n) week
where not exists (select 1 from daily_metrics m where m.day = week.day)
order by day
""")


def write_weekly_reports() -> str:
    """Write the reports that are missing."""
    with only_one(engine(), "write_weekly_reports") as alone:
        if alone is None:
            return "another run is at it"
        monday = last_full_week(datetime.now(UTC).date())
        with bounded(engine()) as connection:
            for day in uncounted_days(connection, monday):
                count_day(connection, day)
            activities = write_reports(connection, monday)
    for activity_id in activities:
        hint_fan_out(activity_id)
    return f"{len(activities)} written"


def last_full_week(today: date) -> date:
    """The Monday of the last week that is over."""
    return today - timedelta(days=today.weekday() + 7)


def uncounted_days(connection: Connection, monday: date) -> list[date]:
    """The days of a week that were never counted, because no job ran then."""
    return list(connection.execute(UNCOUNTED, {"monday": monday}).scalars())


def write_reports(connection: Connection, monday: date) -> list[int]:
    """Write the reports of a week that are missing; returns the ids of the activities left."""
    return list(connection.execute(WRITE, {"monday": monday}).scalars())
