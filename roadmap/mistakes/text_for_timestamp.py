"""A moment stored as text.

The value arrives as an ISO string and leaves as one, so why convert? It sorts right too, as long as every
writer uses the same format and zone.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type, is_text
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:text_for_timestamp",
    consequence="No range condition by date, no time zone, no check: '2026-02-30' is accepted, and one "
    "writer with another format breaks the order.",
    remedy="alter to timestamptz by way of a new column; reject what does not parse.",
    proof="The column is text, and all of its first thousand values look like dates.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("table",),
)

FIGURES = """
    select count(*) as rows,
           count(*) filter (where value ~ '^[0-9]{{4}}-[0-9][0-9]-[0-9][0-9]([ T][0-9][0-9].*)?$') as dates
      from (select {column}::text as value from {table} where {column} is not null limit 1000) sample
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if not is_text(kind):
        return None
    row = ask(connection, FIGURES, target.object)
    if row.rows == 0:
        return Unknown(Needs.GROWTH, "the column has no value yet")
    if row.dates < row.rows:
        return None
    return Evidence(target.object, {"type": kind, "values": row.rows, "dates": row.dates})
