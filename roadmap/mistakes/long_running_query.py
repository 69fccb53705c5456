"""A query that runs for seconds in the middle of the day.

The report is needed now and then, and it is only reading. Only readers hold a snapshot, too.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sessions import looks, worked

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:long_running_query",
    consequence="Vacuum cannot remove what it may still see, a schema change queues behind it and "
    "everybody behind that, a connection is gone.",
    remedy="Precompute it, bound it (statement_timeout), or send it to a replica.",
    proof="A session of the application was seen in one statement for at least a second.",
    tools="postgres_ai's full monitoring: K003 and M001 afterwards, long transactions over a minute; the "
    "checkup is silent.",
    objects=("session",),
    also=("K003", "M001"),
    needs=Needs.LOAD,
)

LONG_S = 1.0


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the session's application_name; watches for two seconds."""
    seen = False
    for sessions in looks(connection, target.object.name):
        seen = seen or worked(sessions)
        running = [s.query_s for s in sessions if s.state == "active" and s.query_s >= LONG_S]
        if running:
            return Evidence(target.object, {"sessions": len(running), "longest_s": round(max(running), 1)})
    return None if seen else Unknown(Needs.LOAD, f"no session of {target.object.name} was at work")
