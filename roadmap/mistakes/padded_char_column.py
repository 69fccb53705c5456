"""A char(n) column that stores blanks.

Codes have a fixed length, so the type has one, as in the database that somebody came from.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:padded_char_column",
    consequence="Every shorter value is padded; lengths, concatenation and comparisons with text surprise; "
    "nothing is saved.",
    remedy="text with a check on the length.",
    proof="The column is character(n), and stored values are longer than what they hold.",
    tools="squawk warns when the column is made (ban-char-field). postgres_ai checkup and squawk on an "
    "existing column: silent.",
    objects=("table",),
    squawk=("ban-char-field",),
)

FIGURES = """
    select count(*) as rows,
           count(*) filter (where octet_length(value) > octet_length(rtrim(value::text))) as padded
      from (select {column} as value from {table} where {column} is not null limit 1000) sample
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if not kind.startswith("character("):
        return None
    row = ask(connection, FIGURES, target.object)
    if row.padded == 0:
        return Unknown(Needs.GROWTH, "every value has the full length so far")
    return Evidence(target.object, {"type": kind, "values": row.rows, "padded": row.padded})
