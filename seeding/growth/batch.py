"""One batch of growth: a part of a day in one transaction, and what its parts share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import numpy as np
from psycopg2.extensions import cursor as Cursor

from seeding.copying import copy_in
from seeding.draws import Draws, Ints
from seeding.growth.amounts import Amounts
from seeding.growth.hours import BITS, moment
from seeding.growth.people import People
from seeding.prose import Prose

COPY_NULL = r"\N"
ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})


@dataclass(frozen=True)
class Event:
    """Something that happened to an issue, for the log, the inboxes and the webhooks."""

    organization_id: int
    issue_id: int
    user_id: int
    at: datetime
    action: str
    changes: str
    about: str
    audience: Sequence[int | None] = ()
    kind: str | None = None


@dataclass
class Batch:
    """Part `index` of `parts` of a day."""

    cursor: Cursor
    people: People
    day: datetime
    index: int
    parts: int
    amounts: Amounts
    seed: int
    prose: Prose
    flat: Prose
    blobs: bool = True
    events: list[Event] = field(default_factory=list)
    told: list[int] = field(default_factory=list)

    @property
    def begins(self) -> datetime:
        """Nothing in the batch is earlier."""
        return self.day + timedelta(microseconds=int(moment(np.array([self._share(0)]))[0]))

    def draws(self, purpose: str) -> Draws:
        """Random numbers of this batch."""
        return Draws(self.seed, "growth", self.day.toordinal() * 1000 + self.index, purpose)

    def times(self, draws: Draws, n: int) -> list[datetime]:
        """n sorted times within the batch."""
        low, high = self._share(0), self._share(1)
        shares: Ints = np.sort(low + draws.below(max(1, high - low), n))
        return [self.day + timedelta(microseconds=us) for us in moment(shares).tolist()]

    def last_id(self, table: str) -> int:
        """The highest id of a table; 0 where it is empty."""
        self.cursor.execute(f"select coalesce(max(id), 0) from {table}")  # noqa: S608 - a name of ours
        row = self.cursor.fetchone()
        return int(row[0]) if row else 0

    def ids(self, table: str, n: int) -> list[int]:
        """The next n ids of a table."""
        self.cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)", (table, n)
        )
        return [row[0] for row in self.cursor.fetchall()]

    def copy(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
        """COPY rows as text, which any column type reads; returns how many."""
        lines = ["\t".join(map(_field, row)) for row in rows]
        if lines:
            source = StringIO("\n".join(lines) + "\n")
            copy_in(self.cursor, f"copy {table} ({columns}) from stdin", source)
        return len(lines)

    def texts(self, prose: Prose, lengths: Ints) -> list[str]:
        """Texts of about these lengths."""
        return [text.decode() for text in prose.texts(prose.counts(lengths))]

    def _share(self, offset: int) -> int:
        return (self.index + offset) * (1 << BITS) // self.parts


def _field(value: Any) -> str:
    if value is None:
        return COPY_NULL
    if isinstance(value, str):
        return value.translate(ESCAPES)
    return str(value)
