"""A foreign key whose referencing columns have no index.

PostgreSQL makes an index for the referenced side and none for this one, and nothing in the migration says
so. Inserts stay fast, and on the developer's machine the parent has ten rows.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import beside, first, table_of

mistake = Mistake(
    category=Category.INDEX,
    check="lab:foreign_key_without_index",
    consequence="Each delete of a parent, and each read of a parent's rows, scans the whole table.",
    remedy="create index concurrently on the referencing columns, these columns first.",
    proof="No valid B-tree without a narrowing predicate begins with the foreign key's columns, in any "
    "order; included columns do not count.",
    tools="postgres_ai checkup has no check for it; its full monitoring shows the slow statement (K003).",
    objects=("constraint",),
    also=("K003",),
)

UNCOVERED = beside(__file__)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the foreign key's constraint and its table."""
    row = first(connection, UNCOVERED, relation=table_of(target.object), name=target.object.name)
    if row is None:
        return None
    return Evidence(target.object, {"columns": row.columns, "pages": row.pages, "rows": row.rows})
