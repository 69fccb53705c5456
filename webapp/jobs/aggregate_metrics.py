"""Count each organization's day into `daily_metrics`.

Today is counted again each quarter of an hour; yesterday once more after it is over. How many issues are
open is known of today only, so a day keeps the number that it ended with.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, text

from webapp.jobs.activity_tail import first_activity_since
from webapp.jobs.database import bounded, engine, only_one

SCHEDULE = "*/15 * * * *"

COUNT = text("""
with counted as (
    select organization_id, count(*) as activity, count(distinct user_id) as active_users,
        count(*) filter (where action = 'issue.created') as issues_created,
        count(*) filter (where action = 'comment.created') as comments_created,
        count(distinct issue_id) filter (where action = 'issue.updated'
            and changes->'status'->>'to' in ('done', 'cancelled')) as issues_closed
    from activity_log
    where id >= :first and created_at >= :begins and created_at < :ends
    group by organization_id
), open as (
    select organization_id, count(*) as issues
    from issues
    where status in ('backlog', 'todo', 'in_progress', 'in_review')
    group by organization_id
)
insert into daily_metrics (organization_id, day, figures)
select o.id, :day, jsonb_strip_nulls(jsonb_build_object(
    'activity', coalesce(c.activity, 0), 'active_users', coalesce(c.active_users, 0),
    'issues_created', coalesce(c.issues_created, 0), 'issues_closed', coalesce(c.issues_closed, 0),
    'comments_created', coalesce(c.comments_created, 0),
    'open_issues', case when :is_today then coalesce(open.issues, 0) end))
from organizations o
left join counted c on c.organization_id = o.id
left join open on open.organization_id = o.id
on conflict (organization_id, day) do update
set figures = daily_metrics.figures || excluded.figures, computed_at = excluded.computed_at
""")
UNFINISHED = text("select exists (select 1 from daily_metrics where day = :day and computed_at < :ends)")


def aggregate_metrics() -> str:
    """Count today, and yesterday if it was last counted before it ended."""
    today = datetime.now(UTC).date()
    yesterday = today - timedelta(days=1)
    with only_one(engine(), "aggregate_metrics") as alone:
        if alone is None:
            return "another run is at it"
        with bounded(engine()) as connection:
            days = [yesterday, today] if is_unfinished(connection, yesterday) else [today]
            return ", ".join(f"{day}: {count_day(connection, day)} organizations" for day in days)


def is_unfinished(connection: Connection, day: date) -> bool:
    """Whether a day was counted before it was over."""
    return bool(connection.execute(UNFINISHED, {"day": day, "ends": _ends(day)}).scalar_one())


def count_day(connection: Connection, day: date) -> int:
    """Count a day (UTC) of every organization anew; returns how many organizations."""
    begins = datetime.combine(day, time(), UTC)
    first = first_activity_since(connection, begins)
    is_today = day == datetime.now(UTC).date()
    known = {"day": day, "begins": begins, "ends": _ends(day), "first": first, "is_today": is_today}
    return connection.execute(COUNT, known).rowcount


def _ends(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
