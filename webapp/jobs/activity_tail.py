"""Where in the activity log a moment is, found without an index on its time.

The log only grows, so live rows lie in order of time. Seeded rows do not: for a moment before the first
live row the answer is an id from which on every live row is found, and of the seeded ones only some.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, text

COMMIT_JITTER = timedelta(minutes=1)
FIRST_STEP = 256

NEWEST = text("select max(id) from activity_log")
AT_OR_AFTER = text("select created_at from activity_log where id >= :id order by id limit 1")


def first_activity_since(connection: Connection, moment: datetime) -> int:
    """An id from which on all live activity since `moment` (aware) is found; past the newest if none is."""
    newest = connection.execute(NEWEST).scalar_one()
    if newest is None:
        return 1
    sought = moment - COMMIT_JITTER
    later, step = newest + 1, FIRST_STEP
    earlier = newest
    while earlier > 0 and _created_at(connection, earlier) >= sought:
        later, earlier, step = earlier, earlier - step, step * 2
    earlier = max(earlier, 0)
    while later - earlier > 1:
        middle = (earlier + later) // 2
        if _created_at(connection, middle) >= sought:
            later = middle
        else:
            earlier = middle
    return int(later)


def _created_at(connection: Connection, at_id: int) -> datetime:
    found: datetime = connection.execute(AT_OR_AFTER, {"id": at_id}).scalar_one()
    return found
