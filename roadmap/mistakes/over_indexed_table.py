"""A table with more index than table.

Every feature added the index that it needed, and no review looked at the list.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.INDEX,
    check="lab:over_indexed_table",
    consequence="An insert writes ten places; no update is HOT; the cache holds indexes in place of rows.",
    remedy="List them by scans and overlap; merge, then drop.",
    proof="The table has at least eight indexes, which together are larger than the table itself.",
    tools="postgres_ai names those of them that are unused (H002) or redundant (H004), never their number.",
    objects=("table",),
    also=("H002", "H004"),
    needs=Needs.GROWTH,
)

FIGURES = """
    select (select count(*) from pg_index where indrelid = c.oid) as indexes,
           pg_indexes_size(c.oid) as index_bytes,
           pg_table_size(c.oid) as table_bytes
      from pg_class c where c.oid = cast({relation} as regclass)
"""
MANY = 8
SMALL_BYTES = 20 * 8192


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    row = ask(connection, FIGURES, target.object)
    if row.indexes < MANY:
        return None
    if row.table_bytes < SMALL_BYTES:
        return Unknown(Needs.GROWTH, "the table is too small to compare sizes")
    if row.index_bytes <= row.table_bytes:
        return None
    sizes = {"index_bytes": row.index_bytes, "table_bytes": row.table_bytes}
    return Evidence(target.object, {"indexes": row.indexes, **sizes})
