"""A UUID stored as text.

The driver hands out strings, the API prints strings, and text needs no cast anywhere.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type, is_text
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:uuid_as_text",
    consequence="37 bytes in place of 16, in the table and in each index; comparisons by collation; upper "
    "and lower case are different keys.",
    remedy="alter to uuid by way of a new column.",
    proof="The column is text, and all of its first thousand values are UUIDs.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("table",),
)

FIGURES = """
    select count(*) as rows,
           count(*) filter (
               where value::text ~* '^[0-9a-f]{{8}}-([0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}$') as uuids,
           coalesce(avg(pg_column_size(value)), 0)::float8 as bytes
      from (select {column} as value from {table} where {column} is not null limit 1000) sample
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if not is_text(kind):
        return None
    row = ask(connection, FIGURES, target.object)
    if row.rows == 0:
        return Unknown(Needs.GROWTH, "the column has no value yet")
    if row.uuids < row.rows:
        return None
    return Evidence(target.object, {"type": kind, "values": row.rows, "bytes_each": round(row.bytes, 1)})
