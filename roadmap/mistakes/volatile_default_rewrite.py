"""A new column whose default differs from row to row.

Adding a column with a default has been instant since PostgreSQL 11, and this is a column with a default.
Only that gen_random_uuid() has a new value for each row, so each row is written.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import rewritten

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:volatile_default_rewrite",
    consequence="The table is rewritten with all its indexes under AccessExclusiveLock.",
    remedy="Add the column without a default, set the default for new rows, backfill in batches.",
    proof="The table got new files within the change's transaction; a constant default leaves them.",
    tools="squawk names it before it runs. No catalogue shows it afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("adding-field-with-default",),
    event=True,
    versions="now() is not volatile: one value for all rows, no rewrite.",
)


def probe(_connection: Connection, target: Target) -> Outcome:
    """Takes the table and what was measured while the change ran."""
    return rewritten(target)
