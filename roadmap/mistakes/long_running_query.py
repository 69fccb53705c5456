"""A query that runs for seconds in the middle of the day.

The report is needed now and then, and it is only reading. Only readers hold a snapshot, too.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Statement, Target, Unknown
from roadmap.probing.plan import explain
from roadmap.probing.sessions import looks, worked

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:long_running_query",
    consequence="Vacuum cannot remove what it may still see, a schema change queues behind it and "
    "everybody behind that, a connection is gone.",
    remedy="Precompute it, bound it (statement_timeout), or send it to a replica.",
    proof="A session of the application was seen in one statement for at least a second; or the "
    "statement, where it is named, takes as long.",
    tools="postgres_ai's full monitoring: K003 and M001 afterwards, long transactions over a minute; the "
    "checkup is silent.",
    objects=("session", "statement"),
    takes=("statement",),
    also=("K003", "M001"),
    needs=Needs.LOAD,
)

LONG_S = 1.0
GIVEN_UP_S = 5
CANCELED = "57014"


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the session's application_name and watches for two seconds; or takes a statement and runs it."""
    if target.statement is not None:
        return _timed(connection, target, target.statement)
    seen = False
    for sessions in looks(connection, target.object.name):
        seen = seen or worked(sessions)
        running = [s.query_s for s in sessions if s.state == "active" and s.query_s >= LONG_S]
        if running:
            return Evidence(target.object, {"sessions": len(running), "longest_s": round(max(running), 1)})
    return None if seen else Unknown(Needs.LOAD, f"no session of {target.object.name} was at work")


def _timed(connection: Connection, target: Target, statement: Statement) -> Outcome:
    """Evidence where the statement takes a second, or does not end in five; Unknown while it is quicker."""
    try:
        with connection.begin_nested():
            connection.execute(text(f"set local statement_timeout = '{GIVEN_UP_S}s'"))
            seconds = explain(connection, statement).ms / 1000
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) != CANCELED:
            raise
        seconds = float(GIVEN_UP_S)
    if seconds < LONG_S:
        return Unknown(Needs.GROWTH, f"the statement takes {seconds:.2f} s so far")
    return Evidence(target.object, {"longest_s": round(seconds, 1)})
