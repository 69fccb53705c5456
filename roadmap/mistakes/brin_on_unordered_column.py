"""A BRIN index on a column that does not follow the table's order.

A hundredth of the size and made for large tables. It knows the least and greatest value of each range of
pages, and here each range has everything.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, quoted

mistake = Mistake(
    category=Category.INDEX,
    check="lab:brin_on_unordered_column",
    consequence="The index excludes nothing: lookups read the table and the index.",
    remedy="A B-tree; BRIN for columns that grow with the insertion order (created_at, id).",
    proof="The index is BRIN, and the column's correlation with the physical order is below 0.5 in the "
    "statistics.",
    tools="postgres_ai checkup: H002 looks at B-trees only.",
    objects=("index",),
)

FIGURES = """
    select m.amname = 'brin' as brin,
           (select s.correlation::float8 from pg_stats s
             where format('"%s"."%s"', s.schemaname, s.tablename) = {relation} and s.attname = a.attname
               and not s.inherited) as correlation
      from pg_class i
      join pg_index x on x.indexrelid = i.oid
      join pg_am m on m.oid = i.relam
      join pg_attribute a on a.attrelid = x.indrelid and a.attnum = (x.indkey::int2[])[0]
     where i.oid = cast({index} as regclass)
"""
ORDERLY = 0.5


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index and its table."""
    row = ask(connection, FIGURES, target.object, index=quoted(target.object))
    if not row.brin:
        return None
    if row.correlation is None:
        return Unknown(Needs.GROWTH, "the table has not been analyzed with rows in it")
    if abs(row.correlation) >= ORDERLY:
        return None
    return Evidence(target.object, {"correlation": round(row.correlation, 3)})
