"""A foreign key narrower than the key that it points at.

`Integer` is what the ORM writes when nobody says otherwise, and PostgreSQL accepts an integer that
references a bigint.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:foreign_key_type_mismatch",
    consequence="The parent's keys outgrow the column: inserts of children fail years before anybody looks "
    "for it there. Joins compare across types.",
    remedy="The referencing column takes the referenced one's type, before it matters.",
    proof="The referencing column's type is not the referenced column's.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("constraint",),
)

TYPES = """
    select format_type(child.atttypid, null) as child, format_type(parent.atttypid, null) as parent
      from pg_constraint f
      join pg_attribute child on child.attrelid = f.conrelid and child.attnum = f.conkey[1]
      join pg_attribute parent on parent.attrelid = f.confrelid and parent.attnum = f.confkey[1]
     where f.contype = 'f' and f.conrelid = cast({relation} as regclass) and f.conname = {constraint}
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the foreign key's constraint and its table."""
    row = ask(connection, TYPES, target.object, constraint=target.object.name)
    if row.child == row.parent:
        return None
    return Evidence(target.object, {"type": row.child, "referenced_type": row.parent})
