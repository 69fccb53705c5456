"""An UNLOGGED table for data that matters.

It made the import three times faster, and unlogged tables are tables. The word says nothing about what
happens after a crash.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:unlogged_table",
    consequence="After a crash the table is empty; a replica and a base backup never have its rows.",
    remedy="alter table … set logged (it rewrites the table), or keep it for what can be made again.",
    proof="pg_class.relpersistence is u.",
    tools="postgres_ai checkup and squawk: silent, also on set unlogged.",
    objects=("table",),
)

FIGURES = """
    select relpersistence = 'u' as unlogged, greatest(reltuples, 0)::bigint as rows
      from pg_class where oid = cast({relation} as regclass)
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    row = ask(connection, FIGURES, target.object)
    return Evidence(target.object, {"rows": row.rows}) if row.unlogged else None
