"""A statement on a partitioned table that does not name the partition key.

The table was partitioned by month; the old statements went on working. Without the key every partition is
planned, locked and searched.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare
from roadmap.probing.sql import table_of

SEVERAL = 3
PARTITIONS = text("""
    select c.relname::text
      from pg_partition_tree(cast(:relation as regclass)) p join pg_class c on c.oid = p.relid
     where p.isleaf
""")

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The cost grows with the number of partitions, and each request locks all of them with "
    "their indexes.",
    remedy="Give the condition on the key that the caller nearly always knows (the period), also when it is "
    "implied.",
    proof="The plan visits at least three partitions, and with the key the statement returns the same rows "
    "for at most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement, its form with the partition key, and the partitioned table."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    visited = {node["Relation Name"] for node in rewrite.before.nodes() if "Relation Name" in node}
    partitions = connection.execute(PARTITIONS, {"relation": table_of(target.object)}).scalars()
    touched = sorted(visited & set(partitions))
    return rewrite.outcome(target, partitions=len(touched)) if len(touched) >= SEVERAL else None
