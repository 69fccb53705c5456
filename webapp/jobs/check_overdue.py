"""Tell assignees what is overdue, at most once an issue and day."""

from datetime import UTC, date, datetime

from sqlalchemy import Connection, text

from webapp.jobs.database import bounded, engine, only_one

SCHEDULE = "7 * * * *"

TELL = text("""
insert into notifications (user_id, type, data)
select i.assignee_id, 'issue_overdue',
    jsonb_build_object('issue_id', i.id, 'key', p.key || '-' || i.number, 'title', i.title,
        'due_date', i.due_date, 'on', cast(:today as date))
from issues i
join users u on u.id = i.assignee_id and u.active
join projects p on p.id = i.project_id
where i.status in ('backlog', 'todo', 'in_progress', 'in_review') and i.due_date < :today
  and not exists (
      select 1 from notifications n
      where n.user_id = i.assignee_id and n.type = 'issue_overdue'
        and n.data->'issue_id' = to_jsonb(i.id) and n.data->'on' = to_jsonb(cast(:today as date)))
""")


def check_overdue() -> str:
    """Tell about issues whose due date has passed in UTC."""
    with only_one(engine(), "check_overdue") as alone:
        if alone is None:
            return "another run is at it"
        with bounded(engine()) as connection:
            return f"{tell_overdue(connection, datetime.now(UTC).date())} told"


def tell_overdue(connection: Connection, today: date) -> int:
    """Notify each active assignee of each open issue that was due before today; returns how many."""
    return connection.execute(TELL, {"today": today}).rowcount
