"""A published table without a replica identity.

The publication was made for the inserts that the warehouse wants. Updates were published with them, as by
default.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:published_without_identity",
    consequence="Every update and delete of the table fails on the publisher: the app breaks, not the "
    "replica.",
    remedy="A primary key, or replica identity using index on a unique index of columns that are not null.",
    proof="The table is in a publication that publishes updates or deletes, and has neither primary key "
    "nor replica identity.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
)

FIGURES = """
    select array(select p.pubname::text
                   from pg_publication_tables t
                   join pg_publication p on p.pubname = t.pubname
                  where t.schemaname = n.nspname and t.tablename = c.relname
                    and (p.pubupdate or p.pubdelete) order by 1) as publications,
           c.relreplident = 'n' or (c.relreplident = 'd' and not exists (
               select from pg_index x where x.indrelid = c.oid and x.indisprimary)) as nameless
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.oid = cast({relation} as regclass)
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    row = ask(connection, FIGURES, target.object)
    if not row.nameless or not row.publications:
        return None
    return Evidence(target.object, {"publications": row.publications})
