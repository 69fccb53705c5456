"""Which batches of which simulated days are in; a batch and its line commit together.

A day's end is one more line, `part = parts`: it commits with what a day's end does. The roadmap reads from
these lines how far simulated time has come.
"""

import json
from datetime import UTC, date, datetime, timedelta

from psycopg2.extensions import cursor as Cursor

LAST = "select day, max(part) + 1, max(parts) from lab.seed_growth group by day order by day desc limit 1"


def note(cursor: Cursor, day: date, part: int, parts: int, profile: str, rows: dict[str, int]) -> None:
    """Note a batch."""
    cursor.execute(
        "insert into lab.seed_growth (day, part, parts, profile, row_count) values (%s, %s, %s, %s, %s)",
        (day, part, parts, profile, json.dumps(rows)),
    )


def note_end(cursor: Cursor, day: date, parts: int, profile: str) -> None:
    """Note that a day has ended, after its batches."""
    note(cursor, day, parts, parts, profile, {})


def position(cursor: Cursor, until: date) -> tuple[date, int, int, int]:
    """The day to go on with, its next part, its parts (0: not begun), and how many days were grown before.

    A next part that is one more than the last means that only the day's end is missing.
    """
    cursor.execute(LAST)
    row = cursor.fetchone()
    if row is None:
        return until, 0, 0, 0
    day, part, parts = row
    if part > parts:
        day, part, parts = day + timedelta(days=1), 0, 0
    return day, part, parts, (day - until).days


def midnight(day: date) -> datetime:
    """00:00 UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
