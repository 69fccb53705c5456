"""Ids in an array column, pointing at rows that may be gone.

PostgreSQL has arrays, so a join table is old-fashioned. What it has not is a foreign key for an array's
elements.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:ids_in_array",
    consequence="Deleted rows stay in the arrays; each reader has to cope, and one does not.",
    remedy="A table of pairs with foreign keys both ways.",
    proof="The column is an array, and elements of it name no row of the table that they mean.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("table",),
    needs=Needs.LOAD,
)

FIGURES = """
    select count(*) as elements,
           count(*) filter (where not exists (select from {parent} p where p.id = one)) as orphans
      from (select unnest({column}) as one from {table} limit 100000) sample
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table, the array column and the table that its elements mean (with a key `id`)."""
    if not column_type(connection, target.object).endswith("[]"):
        return None
    row = ask(connection, FIGURES, target.object)
    if row.orphans == 0:
        return Unknown(Needs.LOAD, f"its {row.elements} elements all name rows that exist")
    return Evidence(target.object, {"elements": row.elements, "orphans": row.orphans})
