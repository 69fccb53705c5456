"""A varchar(n) that real values are about to outgrow.

A limit looks like validation, and 50 is more than anybody types in the demo.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:varchar_too_tight",
    consequence="The day a longer value comes, the insert fails in production; lifting the limit is quick, "
    "noticing it is not.",
    remedy="text, with a check constraint where the length truly matters.",
    proof="The column has a length limit and its longest value takes up at least nine tenths of it.",
    tools="squawk asks for text when the column is made (prefer-text-field). postgres_ai checkup and "
    "squawk on an existing column: silent.",
    objects=("table",),
    squawk=("prefer-text-field",),
    needs=Needs.GROWTH,
)

NEARLY_FULL = 0.9
FIGURES = """
    select (select atttypmod - 4 from pg_attribute
             where attrelid = cast({relation} as regclass) and attname = {name}
               and atttypid = 'varchar'::regtype and atttypmod > 0) as bound,
           (select coalesce(max(char_length({column}::text)), 0) from {table}) as longest
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    row = ask(connection, FIGURES, target.object)
    if row.bound is None:
        return None
    if row.longest < NEARLY_FULL * row.bound:
        return Unknown(Needs.GROWTH, f"the longest value has {row.longest} of {row.bound} characters")
    return Evidence(target.object, {"limit": row.bound, "longest": row.longest})
