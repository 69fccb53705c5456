"""A backfill that updates the whole table in one transaction.

`update … set …` without a where is the shortest way to fill a new column, and a migration is a transaction
anyway: all or nothing sounds right.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.locks import figures_of, not_measured, relation_of

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:backfill_in_one_transaction",
    consequence="Every row stays locked until the end, replicas lag by the whole volume, the table doubles "
    "in size, and vacuum cannot help before the commit.",
    remedy="Batches by key of a few thousand rows, each its own transaction, with pauses.",
    proof="One transaction of the change wrote at least a fifth of the table's rows and at least a "
    "thousand of them.",
    tools="squawk is silent on mass updates. postgres_ai sees the dead rows afterwards (F003, F004).",
    objects=("table",),
    takes=("measured",),
    also=("F003", "F004"),
    event=True,
)

MANY_ROWS = 1_000
SHARE = 0.2


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    relation = relation_of(target.object)
    for measured in target.measured:
        written = measured.rows_written.get(relation, 0)
        if written >= MANY_ROWS and written >= SHARE * measured.rows_read.get(relation, 0):
            return Evidence(target.object, figures_of(measured, relation))
    return None if target.measured else not_measured()
