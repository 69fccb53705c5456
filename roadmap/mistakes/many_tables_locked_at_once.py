"""One migration that locks many tables until its end.

The feature touches four tables, so the migration does. Each statement is quick; the first table's lock is
held until the last one's is granted.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.locks import figures_of, not_measured, relation_of

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:many_tables_locked_at_once",
    consequence="Requests that need any of them wait for all; two such migrations, or one and a busy "
    "request, deadlock.",
    remedy="One table per transaction, the busiest last.",
    proof="One transaction of the change held AccessExclusiveLock on at least three tables that others use.",
    tools="squawk judges statements, not what a transaction adds up to. No catalogue shows it afterwards; "
    "lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    event=True,
)

MODE = "AccessExclusiveLock"
MANY_TABLES = 3


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes one of the tables and what was measured while the change ran."""
    relation = relation_of(target.object)
    for measured in target.measured:
        tables = sorted(name for name, modes in measured.held.items() if MODE in modes)
        if relation in tables and len(tables) >= MANY_TABLES:
            return Evidence(target.object, {**figures_of(measured, relation), "relations": tables})
    return None if target.measured else not_measured()
