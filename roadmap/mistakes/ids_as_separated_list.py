"""Ids in one text column, separated by commas.

A list of watchers is shown and saved as a whole, so it is kept as a whole. `like '%,42,%'` finds one when
needed.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type, is_text
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:ids_as_separated_list",
    consequence="No foreign key, no index, no count; two people who add a name at once lose one.",
    remedy="A table of pairs with foreign keys both ways.",
    proof="The column is text, and values are numbers separated by commas.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("table",),
)

FEW = 100
FIGURES = """
    select count(*) as rows,
           count(*) filter (where value ~ '^[0-9]+(\\s*,\\s*[0-9]+)+$') as lists
      from (select {column}::text as value from {table} where {column} is not null limit 1000) sample
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if not is_text(kind):
        return None
    row = ask(connection, FIGURES, target.object)
    if row.lists == 0:
        return Unknown(Needs.GROWTH, "no value lists more than one id yet") if row.rows < FEW else None
    return Evidence(target.object, {"values": row.rows, "lists": row.lists})
