"""A connection pool whose connections all wait.

A pause, a lock or a call to somebody else inside a transaction costs nothing on the database's charts. It
costs a connection, and there are eight.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sessions import looks, worked

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:pool_exhausted_by_waiting",
    consequence="Requests that need nothing but a quick read queue for a connection and time out.",
    remedy="Give the connection back before waiting; pools per kind of work; short statement and lock "
    "timeouts.",
    proof="In nine of ten looks all of the application's sessions were busy, and at least half of them "
    "waited for something other than the processor.",
    tools="postgres_ai's full monitoring shows the wait events (N001); no check counts a pool.",
    objects=("session",),
    needs=Needs.LOAD,
)

NEARLY_ALWAYS = 0.9
FEWEST_SESSIONS = 2


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the session's application_name; watches for two seconds."""
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
