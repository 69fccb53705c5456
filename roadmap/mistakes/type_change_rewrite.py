"""A column's type changed in place, rewriting the table.

From integer to bigint is a promotion, and the statement is one line. Every row and every index of the table
is written anew.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import rewritten

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:type_change_rewrite",
    consequence="Nobody reads or writes the table for as long as it takes to copy it; the disk needs room "
    "for a second one.",
    remedy="Add a column of the new type, keep it in step by trigger, backfill in batches, then swap the "
    "names. (varchar to text, or a longer varchar, rewrites nothing.)",
    proof="The table got new files within the change's transaction.",
    tools="squawk names it (and harmless widenings too). No catalogue shows it afterwards; lock monitoring "
    "only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("changing-column-type",),
    event=True,
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    return rewritten(target)
