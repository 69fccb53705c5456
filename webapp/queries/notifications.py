"""The caller's notifications."""

from sqlalchemy import Connection

from webapp.converters import MAX_ID
from webapp.cursors import decode_cursor
from webapp.errors import NotFound
from webapp.rows import Row, fetch_all, fetch_one

LIST = """
select id, type, data, read_at, created_at
from notifications
where user_id = %(user_id)s and id < %(before)s{conditions}
order by id desc
limit %(fetch)s
"""
UNREAD = " and read_at is null"

READ_ONE = """
update notifications
set read_at = coalesce(read_at, now())
where id = %(notification_id)s and user_id = %(user_id)s
returning id, type, data, read_at, created_at
"""

READ_ALL = """
with marked as (
    update notifications set read_at = now()
    where user_id = %(user_id)s and read_at is null
    returning 1
)
select count(*) as marked from marked
"""


def list_notifications(
    connection: Connection, user_id: int, unread: bool, limit: int, cursor: str | None
) -> list[Row]:
    """Up to `limit` + 1 notifications, newest first."""
    before = (decode_cursor(cursor, int) or [MAX_ID])[0]
    sql = LIST.format(conditions=UNREAD if unread else "")
    return fetch_all(connection, sql, {"user_id": user_id, "before": before, "fetch": limit + 1})


def mark_read(connection: Connection, user_id: int, notification_id: int) -> Row:
    """Mark one as read; NotFound."""
    row = fetch_one(connection, READ_ONE, {"user_id": user_id, "notification_id": notification_id})
    if row is None:
        raise NotFound(f"you have no notification {notification_id}")
    return row


def mark_all_read(connection: Connection, user_id: int) -> Row:
    """Mark all as read; says how many."""
    row = fetch_one(connection, READ_ALL, {"user_id": user_id})
    return row or {"marked": 0}
