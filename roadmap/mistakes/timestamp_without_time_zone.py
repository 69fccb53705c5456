"""A moment stored without its time zone.

`timestamp` is the shorter word, the server runs in UTC, and so does every developer's container.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.columns import column_type
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:timestamp_without_time_zone",
    consequence="The same row is another instant for a session with another TimeZone; twice a year an hour "
    "is missing or double.",
    remedy="timestamptz: alter column … type timestamptz using column at time zone 'UTC'.",
    proof="The column is timestamp without time zone: read in two zones, its first value is two instants.",
    tools="squawk asks for timestamptz when the column is made (prefer-timestamp-tz). postgres_ai checkup "
    "and squawk on an existing column: silent.",
    objects=("table",),
    squawk=("prefer-timestamp-tz",),
)

FIGURES = """
    select count(*) as rows,
           coalesce(max(extract(epoch from (value::timestamp at time zone 'America/New_York')
                                         - (value::timestamp at time zone 'UTC'))) / 3600, 0)::float8 as hours
      from (select {column} as value from {table} where {column} is not null limit 1000) sample
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if "without time zone" not in kind:
        return None
    row = ask(connection, FIGURES, target.object)
    return Evidence(target.object, {"type": kind, "values": row.rows, "hours_apart": round(row.hours, 1)})
