"""A counter row that every request updates.

A total kept in one row is the cure for count(*), and an update by key takes a tenth of a millisecond. Its
lock is held to the end of the transaction.
"""

import time

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Statement, Target, Unknown
from roadmap.probing.sessions import INTERVAL_S, WATCH_S
from roadmap.probing.sql import ask, table_of

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:contended_row",
    consequence="All writers of a tenant, or of everybody, go one by one; adding servers makes the queue "
    "longer, and each of those who wait keeps a connection of the pool.",
    remedy="Count in several rows and sum, or append events and fold them later; update the counter last.",
    proof="Sessions were seen queueing for the same row of the table; or, for a statement, two "
    "organizations' requests wrote one and the same row.",
    tools="postgres_ai's full monitoring: lock_waits and N001 while it lasts; the checkup is silent.",
    objects=("table", "statement"),
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
CALLERS = text("select id from organizations order by id limit 2")
WRITTEN = "select count(*) as rows from {table} where xmin = pg_current_xact_id()::xid"
CHANGED_MEANWHILE = "40001"


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table, and watches for two seconds; or a statement with its table, and runs it twice."""
    if target.statement is not None:
        return _written_by_two(connection, target, target.statement)
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


def _written_by_two(connection: Connection, target: Target, statement: Statement) -> Outcome:
    callers = list(connection.execute(CALLERS).scalars())
    if len(callers) < 2:
        return Unknown(Needs.GROWTH, "there is one organization only")
    try:
        for organization_id in callers:
            values = {**statement.parameters, "organization_id": organization_id}
            connection.execute(text(statement.sql), values)
        written = ask(connection, WRITTEN, target.object).rows
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) != CHANGED_MEANWHILE:
            raise
        return Unknown(Needs.NOTHING, "a row was updated while the probe looked")
    if written != 1:
        return None
    return Evidence(target.object, {"organizations": len(callers), "rows_written": written})
