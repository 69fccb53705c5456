"""Two indexes that are the same but for their name.

Two branches add the index that both need and are merged a day apart. Names differ, so nothing collides.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.redundancy import covers
from roadmap.probing.sql import table_of

mistake = Mistake(
    category=Category.INDEX,
    check="H004",
    consequence="Double the writes, the cache and the vacuum work, for nothing.",
    remedy="drop index concurrently on either.",
    proof="Another valid index has the same columns, classes, collations, order, expressions and predicate.",
    tools="postgres_ai checkup: H004 names one of the two, not always the same; two unique twins it never "
    "names. H002 where nothing reads one.",
    objects=("index",),
    also=("H002",),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes either of the two indexes, and its table: the newer one is found."""
    found = [
        cover
        for cover in covers(connection, table_of(target.object), target.object.name)
        if cover.same_columns and not cover.kept_is_unique
    ]
    if not found:
        return None
    return Evidence(target.object, {"covered_by": [cover.kept for cover in found], "bytes": found[0].bytes})
