"""CLUSTER or VACUUM FULL on a table in use.

The table is bloated, the manual names the command that gives the space back, and on the copy of production
it took a minute. Nobody was using the copy.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import rewritten

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:table_rewritten_to_reclaim_space",
    consequence="Nobody reads or writes the table until it is copied.",
    remedy="Plain vacuum makes the space usable again; to shrink the file, pg_repack or pg_squeeze work "
    "online.",
    proof="The table got new files while the change ran.",
    tools="squawk has no rule for it (prefer-repack is off by default). No catalogue shows it afterwards; "
    "lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    event=True,
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    return rewritten(target)
