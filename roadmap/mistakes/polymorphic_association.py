"""One column that points at different tables, by a type beside it.

Comments, attachments and reactions for everything, with two columns. Frameworks have a word for it, so it
must be a pattern.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:polymorphic_association",
    consequence="No foreign key is possible: orphans, no cascades, a join per type, and an index that "
    "starts with the type.",
    remedy="A column (with its foreign key) per parent and a check that exactly one is set, or a table per "
    "parent.",
    proof="The id column has no foreign key, and rows under one type name ids that the referenced table "
    "does not have, or the type takes several values.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
)

FIGURES = """
    select count(distinct {column}::text) as types,
           count(*) as rows,
           exists (select from pg_constraint q join pg_attribute a on a.attrelid = q.conrelid
                    where q.contype = 'f' and q.conrelid = cast({relation} as regclass)
                      and a.attnum = any (q.conkey) and a.attname = {id_column}) as declared
      from {table}
"""
SEVERAL = 2


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and two columns: the type, then the id."""
    row = ask(connection, FIGURES, target.object, id_column=target.object.columns[1])
    if row.declared:
        return None
    if row.types < SEVERAL:
        return Unknown(Needs.GROWTH, f"its {row.rows} rows are of {row.types} type so far")
    return Evidence(target.object, {"rows": row.rows, "types": row.types})
