"""An index beside a unique constraint or primary key on the same columns.

`unique=True` on the column and `index=True` beside it reads like two wishes; PostgreSQL grants both.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.redundancy import covers
from roadmap.probing.sql import table_of

mistake = Mistake(
    category=Category.INDEX,
    check="H004",
    consequence="Every write maintains a second copy of an index that the constraint already has.",
    remedy="drop index concurrently on the one that backs no constraint.",
    proof="A unique index or primary key has the same columns, in the same order, and serves every lookup.",
    tools="postgres_ai checkup: H004 names the plain one, from 6 pages up; H002 where nothing reads it.",
    objects=("index",),
    also=("H002",),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index and its table."""
    found = [
        cover
        for cover in covers(connection, table_of(target.object), target.object.name)
        if cover.same_columns and cover.kept_is_unique
    ]
    if not found:
        return None
    return Evidence(target.object, {"covered_by": [cover.kept for cover in found], "bytes": found[0].bytes})
