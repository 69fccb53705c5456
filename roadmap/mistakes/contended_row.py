"""A counter row that every request updates.

A total kept in one row is the cure for count(*), and an update by key takes a tenth of a millisecond. Its
lock is held to the end of the transaction.
"""

import time

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sessions import INTERVAL_S, WATCH_S
from roadmap.probing.sql import table_of

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:contended_row",
    consequence="All writers of a tenant, or of everybody, go one by one; adding servers makes the queue "
    "longer.",
    remedy="Count in several rows and sum, or append events and fold them later; update the counter last.",
    proof="Sessions were seen queueing for the same row of the table.",
    tools="postgres_ai's full monitoring: lock_waits and N001 while it lasts; the checkup is silent.",
    objects=("table",),
    also=("N001",),
    needs=Needs.LOAD,
)

QUEUES = text("""
    select count(*) as waiting
      from pg_locks
     where locktype = 'tuple' and relation = cast(:relation as regclass)
""")
BUSY = text("""
    select count(*) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
       and state_change > clock_timestamp() - interval '3 s'
""")


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table; watches for two seconds."""
    busy = 0
    deadline = time.monotonic() + WATCH_S
    while time.monotonic() < deadline:
        waiting = connection.execute(QUEUES, {"relation": table_of(target.object)}).scalar_one()
        if waiting:
            return Evidence(target.object, {"sessions_in_the_row_queue": waiting})
        busy = max(busy, connection.execute(BUSY).scalar_one())
        time.sleep(INTERVAL_S)
        connection.execute(text("select pg_stat_clear_snapshot()"))
    return None if busy else Unknown(Needs.LOAD, "nobody was at work")
