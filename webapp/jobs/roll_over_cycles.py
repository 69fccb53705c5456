"""End cycles that are over, take their open issues along, and begin the next ones.

A cycle is over on its end date, on which the next one begins: the project's earliest that is not over yet,
or where there is none a new one of the same length and rhythm. A project is rolled over in one transaction.
"""

from datetime import UTC, date, datetime

from sqlalchemy import Connection, text

from webapp.events import RECORD
from webapp.jobs.database import bounded, engine, only_one
from webapp.jobs.hints import hint_webhooks

SCHEDULE = "*/10 * * * *"

DUE = text("""
select distinct c.project_id
from cycles c
join projects p on p.id = c.project_id and p.status = 'active'
where c.status <> 'completed' and c.end_date <= :today
   or c.status = 'planned' and c.start_date <= :today and not exists (
       select 1 from cycles a where a.project_id = c.project_id and a.status = 'active')
order by c.project_id
""")

SHOWN = "jsonb_build_object('cycle_id', c.id, 'project_id', c.project_id, 'name', c.name, 'status', c.status)"


def _left_behind(action: str) -> str:
    """The events of the cycles in `c`, with nobody as their actor."""
    return f"""event as (
    select p.organization_id, null::bigint as issue_id, null::bigint as actor_id, '{action}' as action,
        'report_ready'::notification_type as kind, '{{}}'::bigint[] as audience, {SHOWN} as changes,
        {SHOWN} || jsonb_build_object('actor_id', null) as payload
    from c join projects p on p.id = c.project_id
), {RECORD}"""  # noqa: S608 - every part is written here and in webapp.events


NEXT = text(f"""
with last as (
    select start_date, end_date, end_date - start_date as days
    from cycles where project_id = :project_id order by start_date desc limit 1
), c as (
    insert into cycles (project_id, name, start_date, end_date)
    select :project_id, 'Cycle ' || (select count(*) + 1 from cycles where project_id = :project_id),
        begins, begins + days
    from (select end_date + greatest(:today - end_date, 0) / days * days as begins, days from last) l
    where not exists (
        select 1 from cycles
        where project_id = :project_id and end_date > :today and status <> 'completed')
    returning *
), {_left_behind("cycle.created")}
select id from (
    select id, start_date from c
    union all
    select id, start_date from cycles
    where project_id = :project_id and end_date > :today and status <> 'completed'
) c
order by start_date
limit 1
""")  # noqa: S608

END = text(f"""
with c as (
    update cycles set status = 'completed'
    where project_id = :project_id and status <> 'completed' and end_date <= :today
    returning *
), {_left_behind("cycle.updated")}
select id from c
""")  # noqa: S608

MOVE = text(f"""
with old as (
    select id, cycle_id from issues
    where cycle_id = any (:ended) and status in ('backlog', 'todo', 'in_progress', 'in_review')
    order by id
    for no key update
), i as (
    update issues i
    set cycle_id = :next_id, version = i.version + 1, updated_at = now()
    from old
    where i.id = old.id
    returning i.*, old.cycle_id as old_cycle_id
), event as (
    select i.organization_id, i.id as issue_id, null::bigint as actor_id, 'issue.updated' as action,
        'issue_status_changed'::notification_type as kind, '{{}}'::bigint[] as audience, c.changes,
        jsonb_build_object('issue_id', i.id, 'key', p.key || '-' || i.number, 'title', i.title,
            'status', i.status, 'priority', i.priority, 'actor_id', null, 'changes', c.changes) as payload
    from i
    join projects p on p.id = i.project_id
    cross join lateral jsonb_build_object(
        'cycle_id', jsonb_build_object('from', i.old_cycle_id, 'to', i.cycle_id)) as c(changes)
), {RECORD}
select (select count(*) from i) as moved, cardinality(ids) as deliveries from deliveries
""")  # noqa: S608

BEGIN = text(f"""
with c as (
    update cycles set status = 'active'
    where id = :next_id and status = 'planned'
      and not exists (select 1 from cycles where project_id = :project_id and status = 'active')
    returning *
), {_left_behind("cycle.updated")}
select id from c
""")  # noqa: S608


def roll_over_cycles() -> str:
    """Roll over every active project whose cycle is over, or whose next one has begun."""
    today = datetime.now(UTC).date()
    with only_one(engine(), "roll_over_cycles") as alone:
        if alone is None:
            return "another run is at it"
        projects = due_projects(alone, today)
        moved = 0
        for project_id in projects:
            with bounded(engine()) as connection:
                moved += roll_over(connection, project_id, today)
    if projects:
        hint_webhooks()
    return f"{len(projects)} projects, {moved} issues moved"


def due_projects(connection: Connection, today: date) -> list[int]:
    """The active projects with something to end or to begin."""
    return list(connection.execute(DUE, {"today": today}).scalars())


def roll_over(connection: Connection, project_id: int, today: date) -> int:
    """End, move and begin in one project; returns how many issues moved."""
    known: dict[str, object] = {"project_id": project_id, "today": today}
    next_id = connection.execute(NEXT, known).scalar_one()
    ended = list(connection.execute(END, known).scalars())
    moved = connection.execute(MOVE, {"ended": ended, "next_id": next_id}).one().moved if ended else 0
    connection.execute(BEGIN, {"project_id": project_id, "next_id": next_id})
    return int(moved)
