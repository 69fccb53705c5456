"""A table copied into its successor while everybody waits.

Lock, `insert … select`, rename, all in one transaction: no row can be missed, and the script is four lines.
How long the second one takes was measured on a copy.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.locks import figures_of, not_measured, relation_of

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:table_copied_under_lock",
    consequence="Nobody reads or writes the table until the last row and its index entries are written.",
    remedy="Let a trigger write new rows into both, copy the others in batches, and lock only to change the "
    "names.",
    proof="One transaction of the change held AccessExclusiveLock on the table, read its rows and wrote at "
    "least a quarter as many into other tables.",
    tools="squawk is silent on insert … select. No catalogue shows it afterwards; lock monitoring only "
    "meanwhile.",
    objects=("table",),
    takes=("measured",),
    event=True,
)

MODE = "AccessExclusiveLock"
SHARE = 0.25


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table that was copied and what was measured while the change ran."""
    relation = relation_of(target.object)
    for measured in target.measured:
        read = measured.rows_read.get(relation, 0)
        written = sum(rows for name, rows in measured.rows_written.items() if name != relation)
        if read and MODE in measured.held.get(relation, ()) and written >= SHARE * read:
            return Evidence(target.object, {**figures_of(measured, relation), "rows_copied": written})
    return None if target.measured else not_measured()
