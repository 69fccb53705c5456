"""A column made NOT NULL by reading the whole table.

The column has no nulls any more, so setting it NOT NULL changes nothing. PostgreSQL cannot know and looks,
while nobody may touch the table.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.locks import rewritten, scanned_under
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:set_not_null_scan",
    consequence="Readers and writers wait for the scan.",
    remedy="Validate a check (column is not null) first: set not null then needs no scan. PostgreSQL 18: "
    "add constraint … not null column not valid, then validate.",
    proof="The column is NOT NULL, and the change's transaction held AccessExclusiveLock on the table "
    "while it read its rows.",
    tools="squawk names it before it runs. No catalogue shows it afterwards; lock monitoring only meanwhile.",
    objects=("table",),
    takes=("measured",),
    squawk=("adding-not-nullable-field",),
    event=True,
    versions="NOT NULL constraints that are not valid yet exist since PostgreSQL 18; before, only the "
    "detour over a check avoids the scan.",
)

NOT_NULL = """
    select attnotnull from pg_attribute where attrelid = cast({relation} as regclass) and attname = {name}
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table, the column, and what was measured while the change ran."""
    if rewritten(target) or not ask(connection, NOT_NULL, target.object).attnotnull:
        return None
    return scanned_under(target, "AccessExclusiveLock")
