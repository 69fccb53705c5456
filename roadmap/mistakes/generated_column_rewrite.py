"""A stored generated column added to a table in use.

It is declarative, it can never be stale, and it is only a column. Its values have to be computed and stored
for all rows first.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import rewritten

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:generated_column_rewrite",
    consequence="The table is rewritten with all its indexes under AccessExclusiveLock.",
    remedy="A plain column kept by trigger and backfilled in batches, or an expression index; PostgreSQL "
    "18: a virtual one.",
    proof="The table got new files within the change's transaction.",
    tools="squawk names it before it runs. No catalogue shows it afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("adding-field-with-default",),
    event=True,
    versions="Since PostgreSQL 18 a generated column is virtual unless it says stored, and rewrites nothing.",
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    return rewritten(target)
