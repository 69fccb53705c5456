"""An index that a failed concurrent build left behind.

The build ran into duplicates, a lock timeout or a deploy that was stopped. `create index concurrently if not
exists`, run again, sees the name and reports success.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import beside, first, quoted

mistake = Mistake(
    category=Category.INDEX,
    check="H001",
    consequence="Writes maintain it where it got that far, no statement reads it, uniqueness is not assured.",
    remedy="drop index concurrently, mend the cause, build again and check indisvalid.",
    proof="pg_index.indisvalid is false and no build of it is in progress.",
    tools="postgres_ai checkup: H001, at any size (also while a build still runs). pg_index_pilot warns.",
    objects=("index",),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index."""
    row = first(connection, beside(__file__), relation=quoted(target.object))
    if row is None:
        return None
    return Evidence(target.object, {"unique": row.unique, "maintained": row.maintained, "bytes": row.bytes})
