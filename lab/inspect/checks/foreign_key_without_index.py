"""A foreign key that is cascaded or looked up by, and whose columns have no index.

Each delete of a parent, and each read of a parent's rows, then scans the whole referencing table. A key to a
parent that is never deleted, and that nobody looks rows up by (an author, say), does no harm without one.
"""

from collections.abc import Iterator

from lab.inspect.blind import Blind
from lab.inspect.check import Check, key
from lab.inspect.database import Database
from lab.inspect.finding import Finding, named
from lab.inspect.lookups import lookups
from lab.inspect.sql import named_sql

check = Check(
    gates="No valid B-tree begins with the key's columns in any order, and: the key cascades or sets "
    "null, or its parent has lost rows, or a hot statement scans the table for its first column (as "
    "in K003).",
    remedy="create index concurrently on the referencing columns.",
)

UNINDEXED = named_sql(__file__)


def find(database: Database) -> Iterator[Finding]:
    """The foreign keys that want an index."""
    for row in database.rows(UNINDEXED, looked_up=looked_up(database)):
        subject = named("constraint", row.name, row.schema, row.table)
        yield Finding(key(__file__), subject, row.detail)


def looked_up(database: Database) -> list[str]:
    """The columns (`table oid.column`) that hot statements scan for; none where statements are not seen."""
    try:
        return [f"{found.table_oid}.{column}" for found in lookups(database) for column in found.columns]
    except Blind:
        return []
