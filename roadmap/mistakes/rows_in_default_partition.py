"""Rows that fell into the default partition.

The default partition is the safety net for a forgotten month. It catches, and nobody hears the fall.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, first, table_of

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:rows_in_default_partition",
    consequence="The missing partition can no longer be made: its rows must first be moved, under a lock, "
    "while more arrive.",
    remedy="Detach the default, make the partition, move the rows in batches, attach it again; better: "
    "partitions ahead and an alarm on the default.",
    proof="The default partition is not empty.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
    needs=Needs.GROWTH,
)

DEFAULT = """
    select c.oid::regclass::text as name
      from pg_partitioned_table p join pg_class c on c.oid = p.partdefid
     where p.partrelid = cast({relation} as regclass)
"""
ROWS = """
    select count(*) as rows from (select from {default} limit 100000) caught
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the partitioned table."""
    row = first(connection, DEFAULT.replace("{relation}", ":relation"), relation=table_of(target.object))
    if row is None:
        return None
    caught = ask(connection, ROWS.replace("{default}", row.name), target.object).rows
    if not caught:
        return Unknown(Needs.GROWTH, f"nothing has fallen into {row.name} so far")
    return Evidence(target.object, {"partition": row.name, "rows": caught})
