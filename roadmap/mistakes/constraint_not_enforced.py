"""A constraint that is NOT ENFORCED.

The import failed on it, NOT ENFORCED let it through, and the constraint is still there for all to see.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:constraint_not_enforced",
    consequence="Nothing checks it, neither old rows nor new ones; readers of the schema and planners of "
    "features trust it.",
    remedy="Clean the rows, alter constraint … enforced (foreign keys), or add it anew; or drop it and be "
    "honest.",
    proof="pg_constraint.conenforced is false.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("constraint",),
    since_version=18,
    versions="PostgreSQL 18 and newer; before, every constraint is enforced.",
)

FIGURES = """
    select q.contype::text as type, pg_get_constraintdef(q.oid) as definition
      from pg_constraint q
     where q.conrelid = cast({relation} as regclass) and q.conname = {constraint}
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the constraint and its table."""
    row = ask(connection, FIGURES, target.object, constraint=target.object.name)
    if "NOT ENFORCED" not in row.definition:
        return None
    return Evidence(target.object, {"type": row.type, "definition": row.definition})
