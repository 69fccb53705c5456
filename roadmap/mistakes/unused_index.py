"""An index that no statement reads.

It was added for a report that was never shipped, or "in case we filter by it". Nothing breaks, and an index
sounds like the careful choice.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import beside, first, quoted

mistake = Mistake(
    category=Category.INDEX,
    check="H002",
    consequence="Every insert pays for it, updates of other columns too; it takes room in memory and "
    "backups.",
    remedy="Watch it over a full business cycle and on every replica, then drop index concurrently.",
    proof="Zero scans, while the table's other indexes were scanned at least 100 times; not unique, backs "
    "no constraint, is no replica identity.",
    tools="postgres_ai checkup: H002, B-trees from 6 pages of index and table up; not GIN, GiST, BRIN.",
    objects=("index",),
    needs=Needs.LOAD,
)

USE = beside(__file__)
ENOUGH_SCANS = 100


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index."""
    row = first(connection, USE, relation=quoted(target.object))
    if row is None or row.scans > 0 or row.enforces:
        return None
    if row.table_scans < ENOUGH_SCANS:
        return Unknown(Needs.LOAD, f"the table was read {row.table_scans} times since statistics began")
    return Evidence(target.object, {"scans": 0, "scans_of_the_table": row.table_scans, "bytes": row.bytes})
