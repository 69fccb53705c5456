"""Grows a seeded database by simulated days, batch by batch."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import entry_points
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine

from seeding import ledger as ledger_of_seed
from seeding.draws import Draws
from seeding.growth import ledger, stopped
from seeding.growth.amounts import day_of
from seeding.growth.attachments import add_attachments
from seeding.growth.batch import Batch
from seeding.growth.comments import add_comments, edit_comments
from seeding.growth.cycles import turn_cycles
from seeding.growth.issues import add_issues
from seeding.growth.people import People
from seeding.growth.record import read_notifications, record
from seeding.growth.sizes import FLUSH, Sizes, database_bytes, measure
from seeding.growth.updates import update_issues
from seeding.load import connect
from seeding.prose import Prose
from seeding.run import stops_well
from seeding.spec import Spec
from seeding.state import StateError, require_alone, seeded_spec
from webapp.database import command_engine

APPLICATION_NAME = "taskpilot-lab growth"
HOOKS = "taskpilot.growth"
WAY_OUT = "go on with 'flask seed grow --resume'"
UPDATES_PER_BATCH, FEWEST_BATCHES, MOST_BATCHES = 800, 4, 96

Report = Callable[[date, int, int, dict[str, int]], None]


@dataclass
class Growth:
    """What was added, and what it did to the database."""

    days: float = 0
    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    before: Sizes = field(default_factory=Sizes)
    after: Sizes = field(default_factory=Sizes)

    def count(self, rows: dict[str, int]) -> None:
        """Add a batch's rows."""
        for name, n in rows.items():
            self.rows[name] = self.rows.get(name, 0) + n

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return {
            "days": round(self.days, 2), "rows": self.rows, "seconds": round(self.seconds, 1),
            "before": self.before.as_json(), "after": self.after.as_json(),
        }  # fmt: skip


def grow(
    url: str,
    *,
    days: int | None = None,
    size: int | None = None,
    profile: str = "readme",
    rate: float = 1.0,
    blobs: bool = True,
    report: Report | None = None,
    resume: bool = False,
) -> Growth:
    """Add so many simulated days, or batches until the database is `size` bytes larger.

    Rows per day are the profile's times the seed's scale times `rate`. A day that was stopped is finished
    first and does not count. With `resume` what was asked for and stopped is done, and nothing else counts;
    StateError where nothing was stopped.
    """
    engine = command_engine(url, APPLICATION_NAME)
    growth = Growth()
    began = time.monotonic()
    with engine.connect() as guard, stops_well(WAY_OUT), closing(connect(url)) as own:
        require_alone(guard)
        spec = seeded_spec(guard)
        with engine.begin() as connection:
            ledger_of_seed.create(connection)
        guard.commit()
        growth.before = measure(engine)
        with own, own.cursor() as cursor:
            stopped.alone(cursor)
            asked = stopped.asked_for(cursor) if resume else None
            if resume and asked is None:
                raise StateError("no growth was stopped here; say how much to add, like --days 1")
            if asked is None:
                until = None if days is None else _until(cursor, spec, days).isoformat()
                target = None if size is None else growth.before.database_bytes + size
                asked = stopped.Asked(until, target, profile, rate, blobs)
                stopped.ask(cursor, asked)
        for day, part, parts, rows in Grower(engine, own, spec, asked).batches():
            growth.count(rows)
            growth.days += 1 / parts
            if report:
                report(day, part, parts, rows)
            if asked.size is not None and database_bytes(engine) >= asked.size:
                break
        with own, own.cursor() as cursor:
            stopped.done(cursor)
            cursor.execute(FLUSH)
        growth.after = measure(engine)
    growth.seconds = time.monotonic() - began
    return growth


def _until(cursor: Cursor, spec: Spec, days: int) -> date:
    """The day before which to end; one that was stopped comes on top."""
    day, part, _, _ = ledger.position(cursor, spec.until)
    return day + timedelta(days=days + (part > 0))


class Grower:
    """Grows a database batch after batch, until the day that was asked for or without end."""

    def __init__(self, engine: Engine, connection: Connection, spec: Spec, asked: stopped.Asked) -> None:
        self._engine = engine
        self._connection = connection
        self._spec = spec
        self._profile = asked.profile
        self._factor = spec.scale * asked.rate
        self._blobs = asked.blobs
        self._last = asked.last

    def batches(self) -> Iterator[tuple[date, int, int, dict[str, int]]]:
        """Each batch's day, part, parts and rows."""
        with self._connection, self._connection.cursor() as cursor:
            day, part, parts, index = ledger.position(cursor, self._spec.until)
        stopped.take_up(self._connection, day, part)
        while self._last is None or day < self._last:
            amounts = day_of(self._profile, index, self._factor)
            parts = parts or min(max(amounts.updates // UPDATES_PER_BATCH, FEWEST_BATCHES), MOST_BATCHES)
            midnight = ledger.midnight(day)
            with self._connection, self._connection.cursor() as cursor:
                people = People(cursor, midnight if part else None)
            prose, flat = self._prose(day, flat=False), self._prose(day, flat=True)
            if part == parts:
                self._end(day, parts)
            for part in range(part, parts):  # noqa: B020 - a stopped day goes on where it was
                with self._connection, self._connection.cursor() as cursor:
                    stopped.begins(cursor, day, part)
                with self._connection, self._connection.cursor() as cursor:
                    told = stopped.told(cursor)
                    words, flat_words = self._worded(day, part, prose, flat)
                    batch = Batch(
                        cursor, people, midnight, part, parts, amounts.part(part, parts),
                        self._spec.seed, words, flat_words, self._blobs,
                    )  # fmt: skip
                    rows = self._grow(batch, told)
                    ledger.note(cursor, day, part, parts, self._profile, rows)
                    stopped.ended(cursor, batch.told)
                if part + 1 == parts:
                    self._end(day, parts)
                yield day, part, parts, rows
            day, part, parts, index = day + timedelta(days=1), 0, 0, index + 1

    def _prose(self, day: date, *, flat: bool) -> Prose:
        return Prose(Draws(self._spec.seed, "growth", day.toordinal(), f"prose {flat}"), flat=flat)

    def _worded(self, day: date, part: int, *proses: Prose) -> list[Prose]:
        """A day's sentences, chosen for one batch whatever the batches before it were."""
        moment = day.toordinal() * 1000 + part
        return [
            prose.drawing(Draws(self._spec.seed, "growth", moment, f"words {at}"))
            for at, prose in enumerate(proses)
        ]

    def _grow(self, batch: Batch, told: list[int]) -> dict[str, int]:
        """Old issues change first, so that what is new in this batch is left alone until the next."""
        rows: dict[str, int] = {}
        for step in (update_issues, add_comments, add_issues, add_attachments, edit_comments, record):
            rows |= step(batch)
        return rows | read_notifications(batch, told)

    def _end(self, day: date, parts: int) -> None:
        """Turn the cycles, and let others grow what is theirs: in one transaction with the ledger's line."""
        since, until = ledger.midnight(day), ledger.midnight(day + timedelta(days=1))
        with self._connection, self._connection.cursor() as own:
            stopped.begins(own, day, parts)
        with self._engine.begin() as connection:
            driver: Any = connection.connection
            with driver.cursor() as cursor:
                turn_cycles(cursor, until)
                ledger.note_end(cursor, day, parts, self._profile)
            for hook in entry_points(group=HOOKS):
                hook.load()(connection, since, until)
