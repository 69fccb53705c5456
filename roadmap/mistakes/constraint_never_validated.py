"""A constraint left NOT VALID.

NOT VALID is the careful first half of adding a constraint. The second half was for after the deploy.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:constraint_never_validated",
    consequence="Old rows may break the rule, the planner does not rely on it, and everybody who reads the "
    "schema does.",
    remedy="alter table … validate constraint: it lets readers and writers through.",
    proof="The constraint is enforced for new rows and its convalidated is false.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("constraint",),
    versions="NOT NULL constraints can be left unvalidated since PostgreSQL 18; check and foreign key "
    "constraints could always.",
)

FIGURES = """
    select q.contype::text as type, q.convalidated as validated, pg_get_constraintdef(q.oid) as definition
      from pg_constraint q
     where q.conrelid = cast({relation} as regclass) and q.conname = {constraint}
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the constraint and its table."""
    row = ask(connection, FIGURES, target.object, constraint=target.object.name)
    if row.validated or "NOT ENFORCED" in row.definition:
        return None
    return Evidence(target.object, {"type": row.type, "definition": row.definition})
