"""A status column that takes any text.

An enum needs a migration for each new value, and only our own code writes the column.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type, is_text
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:free_text_status",
    consequence="'Done', 'done' and 'done ' are three states; filters miss rows and nobody gets an error.",
    remedy="A check constraint (not valid, then validate) or an enum; clean the values first.",
    proof="The column is text without a check constraint, and holds values that differ only by case or "
    "blanks.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("table",),
    needs=Needs.LOAD,
)

FIGURES = """
    select exists (select from pg_constraint q join pg_attribute a on a.attrelid = q.conrelid
                    where q.contype = 'c' and q.conrelid = cast({relation} as regclass)
                      and a.attname = {name} and a.attnum = any (q.conkey)) as checked,
           count(distinct {column}::text) as spellings,
           count(distinct lower(btrim({column}::text))) as meanings
      from {table}
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if not is_text(kind):
        return None
    row = ask(connection, FIGURES, target.object)
    if row.checked:
        return None
    if row.spellings == row.meanings:
        return Unknown(Needs.LOAD, f"its {row.meanings} values are spelt in one way each so far")
    return Evidence(target.object, {"spellings": row.spellings, "meanings": row.meanings})
