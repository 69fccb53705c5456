"""A reference without a foreign key.

The constraint would lock two tables for a moment, and the service never writes an id that does not exist.
It also never tells anybody when it deletes one.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:missing_foreign_key",
    consequence="Orphans: rows that join to nothing, counts that differ by query, deletes that leave "
    "traces of a customer.",
    remedy="Delete or mend the orphans, add the foreign key NOT VALID, validate it; index the column.",
    proof="No foreign key covers the column, and rows in it name no row of the table that they mean.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
    needs=Needs.LOAD,
)

FIGURES = """
    select exists (select from pg_constraint q join pg_attribute a on a.attrelid = q.conrelid
                    where q.contype = 'f' and q.conrelid = cast({relation} as regclass)
                      and a.attnum = any (q.conkey) and a.attname = {name}) as declared
"""
ORPHANS = """
    select count(*) as orphans from {table} child
     where child.{column} is not null and not exists (select from {parent} p where p.id = child.{column})
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table, the column and the table that it references (by a key `id`)."""
    if ask(connection, FIGURES, target.object).declared:
        return None
    orphans = ask(connection, ORPHANS, target.object).orphans
    if not orphans:
        return Unknown(Needs.LOAD, "no referenced row has been deleted yet")
    return Evidence(target.object, {"orphans": orphans})
