"""Cycles go on with the days: what is over is completed, what has begun is active, one is always to come."""

from datetime import datetime

from psycopg2.extensions import cursor as Cursor

TURN = """
    update cycles
       set status = (case when end_date <= %(day)s then 'completed' else 'active' end)::cycle_status
     where status <> 'completed' and start_date <= %(day)s
       and status <> (case when end_date <= %(day)s then 'completed' else 'active' end)::cycle_status
"""
NEXT = """
    insert into cycles (project_id, name, start_date, end_date, created_at)
    select p.id, 'Cycle ' || (select count(*) + 1 from cycles where project_id = p.id), l.end_date,
           l.end_date + (l.end_date - l.start_date), %(day)s
      from projects p
      join lateral (
          select start_date, end_date from cycles where project_id = p.id order by start_date desc limit 1
      ) l on l.start_date <= %(day)s
    on conflict do nothing
"""


def turn_cycles(cursor: Cursor, day: datetime) -> int:
    """Bring the cycles to a day; returns how many were added."""
    cursor.execute(TURN, {"day": day})
    cursor.execute(NEXT, {"day": day})
    return int(cursor.rowcount)
