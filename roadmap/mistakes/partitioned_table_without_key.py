"""A partitioned table that lost its primary key.

A unique key of a partitioned table must contain the partition key, (id) does not, and the identity column
never repeats anyway. Until a backfill or a second writer brings its own ids.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:partitioned_table_without_key",
    consequence="Nothing keeps ids unique across partitions; foreign keys to the table are impossible.",
    remedy="Primary key (id, created_at), and let the partition key travel with the id.",
    proof="A partitioned table has no primary key and no unique index of its own.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
)

FIGURES = """
    select c.relkind = 'p' as partitioned,
           exists (select from pg_index x where x.indrelid = c.oid and x.indisunique) as keyed,
           (select count(*) from pg_inherits h where h.inhparent = c.oid) as partitions
      from pg_class c where c.oid = cast({relation} as regclass)
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the partitioned table."""
    row = ask(connection, FIGURES, target.object)
    return (
        None if row.keyed or not row.partitioned else Evidence(target.object, {"partitions": row.partitions})
    )
