"""A connection pool whose connections all wait.

A pause, a lock or a call to somebody else inside a transaction costs nothing on the database's charts. It
costs a connection, and there are eight.
"""

import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Statement, Target, Unknown
from roadmap.probing.sessions import looks, worked

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:pool_exhausted_by_waiting",
    consequence="Requests that need nothing but a quick read queue for a connection and time out.",
    remedy="Give the connection back before waiting; pools per kind of work; short statement and lock "
    "timeouts.",
    proof="In nine of ten looks all of the application's sessions were busy, and at least half of them "
    "waited for something other than the processor; or the statement, where it is named, took half a second "
    "or more and spent nine of ten looks waiting for a timer or a lock.",
    tools="postgres_ai's full monitoring shows the wait events (N001); no check counts a pool.",
    objects=("session", "statement"),
    takes=("statement",),
    also=("N001",),
    needs=Needs.LOAD,
)

NEARLY_ALWAYS = 0.9
FEWEST_SESSIONS = 2
LONG_S = 0.5
LOOK_EVERY_S = 0.05
GIVEN_UP_S = 5
WAITING = ("Timeout", "Lock")
WAIT = text("""
    select coalesce(wait_event_type, '') as kind, concat_ws('/', wait_event_type, wait_event) as what
      from pg_stat_activity where pid = :pid
""")


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the session's application_name and watches for two seconds; or takes a statement and runs it."""
    if target.statement is not None:
        return _watched(connection, target, target.statement)
    taken, total, most, seen = 0, 0, 0, False
    for sessions in looks(connection, target.object.name):
        busy = [s for s in sessions if s.state != "idle"]
        waiting = [s for s in busy if s.state == "idle in transaction" or s.waits_for]
        full = len(sessions) >= FEWEST_SESSIONS and len(busy) == len(sessions)
        taken += full and 2 * len(waiting) >= len(sessions)
        total, most, seen = total + 1, max(most, len(sessions)), seen or worked(sessions)
    if taken >= NEARLY_ALWAYS * total:
        return Evidence(target.object, {"sessions": most, "looks": total, "looks_with_none_free": taken})
    return None if seen else Unknown(Needs.LOAD, f"no session of {target.object.name} was at work")


def _watched(connection: Connection, target: Target, statement: Statement) -> Outcome:
    """Run the statement while another connection looks at what it does."""
    pid = connection.execute(text("select pg_backend_pid()")).scalar_one()
    connection.execute(text(f"set local statement_timeout = '{GIVEN_UP_S}s'"))
    began = time.monotonic()
    with connection.engine.connect() as other, ThreadPoolExecutor(1) as one:
        running = one.submit(connection.execute, text(statement.sql), dict(statement.parameters))
        seen = _waits(other, pid, running)
        running.result()
    seconds = time.monotonic() - began
    waits = Counter(what for kind, what in seen if kind in WAITING)
    if seconds < LONG_S or waits.total() < NEARLY_ALWAYS * len(seen):
        return None
    return Evidence(target.object, {"seconds": round(seconds, 1), "waits_for": waits.most_common(1)[0][0]})


def _waits(other: Connection, pid: int, running: Future[Any]) -> list[tuple[str, str]]:
    seen = []
    while not running.done():
        time.sleep(LOOK_EVERY_S)
        other.execute(text("select pg_stat_clear_snapshot()"))
        row = other.execute(WAIT, {"pid": pid}).one()
        if not running.done():
            seen.append((row.kind, row.what))
    return seen
