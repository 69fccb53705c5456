"""A transaction kept open while the application does something else.

The request writes, calls another service, and commits when that has answered. Each step is right; the
transaction is open for as long as the network takes.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sessions import looks, worked

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:idle_in_transaction",
    consequence="Row locks are held, vacuum is held back, a connection of the pool is taken while it does "
    "nothing.",
    remedy="Commit before calling out (an outbox), and set idle_in_transaction_session_timeout.",
    proof="A session of the application was seen idle in transaction for at least half a second.",
    tools="postgres_ai checkup: a count in A004; F009 names it if it holds a snapshot, but warns only "
    "after an hour. Its full monitoring counts those over a minute.",
    objects=("session",),
    also=("F009", "A004"),
    needs=Needs.LOAD,
)

LONG_S = 0.5


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the session's application_name; watches for two seconds."""
    seen = False
    for sessions in looks(connection, target.object.name):
        seen = seen or worked(sessions)
        idle = [s.state_s for s in sessions if s.state == "idle in transaction" and s.state_s >= LONG_S]
        if idle:
            return Evidence(target.object, {"sessions": len(idle), "longest_s": round(max(idle), 1)})
    return None if seen else Unknown(Needs.LOAD, f"no session of {target.object.name} was at work")
