"""A partition attached without a check that proves its rows fit.

The table was filled for exactly that month, so it fits. PostgreSQL reads it all to make sure, under a lock.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import scanned_under

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:attach_partition_scan",
    consequence="Whoever uses the table, or the default partition, waits for the scan.",
    remedy="Add a check with the partition's bounds (not valid, then validate) before attaching: no scan "
    "is needed then.",
    proof="The change's transaction held AccessExclusiveLock on the attached table and read its rows.",
    tools="squawk does not see it. No catalogue shows it afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    event=True,
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the attached table (or the default partition) and what was measured."""
    return scanned_under(target, "AccessExclusiveLock")
