"""What a growth needs to go on, after it was stopped, as if it had not been.

That is what it was asked for, whom its last batch told, and which ids were taken. Rows of a batch that was
cut short are gone, but sequences do not go back by themselves: their state is noted before each batch, and
restored where nobody but that batch has drawn from them.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from psycopg2.errors import LockNotAvailable
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

GROWER_LOCK = 7_305_002
LONGEST_WAIT = "60s"
LOCK_WAIT = "1s"

SEQUENCES = """
    select c.relname::text, s.name, pg_sequence_last_value(s.name::regclass)
      from pg_class c join pg_attribute a on a.attrelid = c.oid,
           pg_get_serial_sequence('public.' || quote_ident(c.relname), 'id') s (name)
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attidentity <> ''
       and a.attname = 'id'
"""


@dataclass(frozen=True)
class Asked:
    """What a growth is to add: whole days `until` (exclusive), or bytes until the database has `size`."""

    until: str | None
    size: int | None
    profile: str
    rate: float
    blobs: bool

    @property
    def last(self) -> date | None:
        """The day before which to end."""
        return None if self.until is None else date.fromisoformat(self.until)


def alone(cursor: Cursor) -> None:
    """Wait for the end of what a killed growth had under way, and let nobody else grow on this connection."""
    cursor.execute("set lock_timeout = %s", (LONGEST_WAIT,))
    cursor.execute("select pg_advisory_lock(%s)", (GROWER_LOCK,))
    cursor.execute("reset lock_timeout")


def ask(cursor: Cursor, asked: Asked) -> None:
    """Note what was asked for, until it is done."""
    cursor.execute("insert into lab.seed_growing (only_one) values (true) on conflict do nothing")
    cursor.execute("update lab.seed_growing set asked = %s", (json.dumps(asdict(asked)),))


def asked_for(cursor: Cursor) -> Asked | None:
    """What was asked for and not done; None where nothing was stopped."""
    found = _row(cursor, "asked")
    return None if found is None else Asked(**found)


def done(cursor: Cursor) -> None:
    """Note that all that was asked for is there."""
    cursor.execute("update lab.seed_growing set asked = null")


def begins(cursor: Cursor, day: date, part: int) -> None:
    """Note what ids were taken before a batch; to be committed before the batch takes any."""
    cursor.execute(SEQUENCES)
    taken = {sequence: last for _, sequence, last in cursor.fetchall() if sequence}
    cursor.execute(
        "update lab.seed_growing set day = %s, part = %s, taken = %s", (day, part, json.dumps(taken))
    )


def ended(cursor: Cursor, told: list[int]) -> None:
    """Note whom a batch has told: the next has most of them read it. In the batch's own transaction."""
    cursor.execute("update lab.seed_growing set told = %s", (told,))


def told(cursor: Cursor) -> list[int]:
    """The notifications of the last batch."""
    return list(_row(cursor, "told") or ())


def take_up(connection: Connection, day: date, part: int) -> None:
    """Give back the ids that a batch took before it was cut short, table by table."""
    with connection, connection.cursor() as cursor:
        if (_row(cursor, "day"), _row(cursor, "part")) != (day, part):
            return
        noted: dict[str, int | None] = _row(cursor, "taken")
        cursor.execute(SEQUENCES)
        drawn_from = [
            (table, sequence, noted[sequence])
            for table, sequence, last in cursor.fetchall()
            if sequence in noted and last != noted[sequence]
        ]
    for table, sequence, before in drawn_from:
        _give_back(connection, table, sequence, before)


def _give_back(connection: Connection, table: str, sequence: str, before: int | None) -> None:
    """Set a sequence back, unless somebody else has used it since, or writes too much to be waited for."""
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = %s", (LOCK_WAIT,))
            cursor.execute(f'lock table "{table}" in share row exclusive mode')
            cursor.execute(f'select coalesce(max(id), 0) from "{table}"')  # noqa: S608 - from the catalogue
            row = cursor.fetchone()
            if row is not None and row[0] <= (before or 0):
                cursor.execute("select setval(%s, %s, %s)", (sequence, before or 1, before is not None))
    except LockNotAvailable:
        return


def _row(cursor: Cursor, column: str) -> Any:
    cursor.execute(f"select {column} from lab.seed_growing")  # noqa: S608 - a name of ours
    row = cursor.fetchone()
    return None if row is None else row[0]
