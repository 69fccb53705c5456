"""An index whose columns are the first columns of another.

The narrow one was there before, or a review asked for "an index on the column that we filter by" without
looking at the wide one. Both are used, each by some statement, so neither looks idle.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.redundancy import covers
from roadmap.probing.sql import table_of

mistake = Mistake(
    category=Category.INDEX,
    check="H004",
    consequence="Each insert and each update of these columns writes both; memory holds both.",
    remedy="drop index concurrently on the narrow one, unless it is far smaller and read far more often.",
    proof="Another valid index of the table begins with the same columns, operator classes, collations, "
    "sort order and expressions, and has the same predicate.",
    tools="postgres_ai checkup: H004, from 6 pages of table and index up; also H002 where nothing reads it.",
    objects=("index",),
    also=("H002",),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index and its table."""
    found = [
        cover
        for cover in covers(connection, table_of(target.object), target.object.name)
        if not cover.same_columns
    ]
    if not found:
        return None
    return Evidence(target.object, {"covered_by": [cover.kept for cover in found], "bytes": found[0].bytes})
