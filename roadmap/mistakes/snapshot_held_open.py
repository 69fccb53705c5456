"""An old snapshot that keeps vacuum from cleaning.

A job reads a table page by page in one repeatable-read transaction, to get a consistent export. It only
reads.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sessions import looks, worked

mistake = Mistake(
    category=Category.LOCKING,
    check="F009",
    consequence="Nothing that died since the snapshot can be removed, in any table: queues slow down, "
    "tables bloat.",
    remedy="Export from a replica, in chunks, or with a time limit on the transaction.",
    proof="A session of the application holds a snapshot that is at least a thousand transactions old.",
    tools="postgres_ai checkup: F009 names the holder at once, and warns after an hour or 10% of the "
    "freeze limit.",
    objects=("session",),
    also=("F003", "F004"),
    needs=Needs.LOAD,
)

OLD = 1_000


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the session's application_name; watches for two seconds."""
    seen = False
    for sessions in looks(connection, target.object.name):
        seen = seen or worked(sessions)
        oldest = max((s.snapshot_age for s in sessions), default=0)
        if oldest >= OLD:
            return Evidence(target.object, {"transactions_since": oldest})
    return None if seen else Unknown(Needs.LOAD, f"no session of {target.object.name} was at work")
