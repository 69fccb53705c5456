"""A table without a primary key.

It is only a log, or a link table whose rows nobody addresses one by one. Inserts work, and so does every
query of the ticket.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:no_primary_key",
    consequence="Exact duplicates cannot be told apart or deleted one by one; logical replication refuses "
    "updates and deletes; tools that work by key pass the table by.",
    remedy="Add an identity column or declare the natural key: create unique index concurrently, then add "
    "primary key using index.",
    proof="A permanent table, no partition, has no primary key constraint.",
    tools="postgres_ai has a title for it (L004) and no check. squawk is silent.",
    objects=("table",),
)

FIGURES = """
    select c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p' as permanent,
           exists (select from pg_constraint q where q.conrelid = c.oid and q.contype = 'p') as keyed,
           greatest(c.reltuples, 0)::bigint as rows
      from pg_class c where c.oid = cast({relation} as regclass)
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    row = ask(connection, FIGURES, target.object)
    return Evidence(target.object, {"rows": row.rows}) if row.permanent and not row.keyed else None
