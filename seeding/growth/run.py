"""Grows a seeded database by simulated days, batch by batch."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.metadata import entry_points
from typing import Any

from psycopg2.extensions import connection as Connection
from sqlalchemy import Engine

from seeding.draws import Draws
from seeding.growth import ledger
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
from seeding.state import require_alone, seeded_spec
from webapp.database import command_engine

APPLICATION_NAME = "taskpilot-lab growth"
HOOKS = "taskpilot.growth"
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
) -> Growth:
    """Add so many simulated days, or batches until the database is `size` bytes larger.

    Rows per day are the profile's times the seed's scale times `rate`. A day that was stopped is finished
    first and does not count.
    """
    engine = command_engine(url, APPLICATION_NAME)
    growth = Growth()
    began = time.monotonic()
    with engine.connect() as guard, stops_well("run 'flask seed grow' again"), closing(connect(url)) as own:
        require_alone(guard)
        spec = seeded_spec(guard)
        guard.commit()
        growth.before = measure(engine)
        grower = Grower(engine, own, spec, profile, rate, blobs)
        whole = 0
        for day, part, parts, rows in grower.batches():
            growth.count(rows)
            growth.days += 1 / parts
            whole += part == 0
            if report:
                report(day, part, parts, rows)
            enough = size is not None and database_bytes(engine) - growth.before.database_bytes >= size
            if enough or (part + 1 == parts and whole == days):
                break
        with own, own.cursor() as cursor:
            cursor.execute(FLUSH)
        growth.after = measure(engine)
    growth.seconds = time.monotonic() - began
    return growth


class Grower:
    """Grows a database batch after batch, without end."""

    def __init__(
        self, engine: Engine, connection: Connection, spec: Spec, profile: str, rate: float, blobs: bool
    ) -> None:
        self._engine = engine
        self._connection = connection
        self._spec = spec
        self._profile = profile
        self._factor = spec.scale * rate
        self._blobs = blobs
        self._told: list[int] = []

    def batches(self) -> Iterator[tuple[date, int, int, dict[str, int]]]:
        """Each batch's day, part, parts and rows."""
        with self._connection, self._connection.cursor() as cursor:
            day, part, parts, index = ledger.position(cursor, self._spec.until)
        while True:
            amounts = day_of(self._profile, index, self._factor)
            parts = parts or min(max(amounts.updates // UPDATES_PER_BATCH, FEWEST_BATCHES), MOST_BATCHES)
            with self._connection, self._connection.cursor() as cursor:
                people = People(cursor)
            prose, flat = self._prose(day, flat=False), self._prose(day, flat=True)
            if part == parts:
                self._end(day, parts)
            for part in range(part, parts):  # noqa: B020 - a stopped day goes on where it was
                with self._connection, self._connection.cursor() as cursor:
                    batch = Batch(
                        cursor, people, ledger.midnight(day), part, parts, amounts.part(part, parts),
                        self._spec.seed, prose, flat, self._blobs,
                    )  # fmt: skip
                    rows = self._grow(batch)
                    ledger.note(cursor, day, part, parts, self._profile, rows)
                self._told = batch.told
                if part + 1 == parts:
                    self._end(day, parts)
                yield day, part, parts, rows
            day, part, parts, index = day + timedelta(days=1), 0, 0, index + 1

    def _prose(self, day: date, *, flat: bool) -> Prose:
        return Prose(Draws(self._spec.seed, "growth", day.toordinal(), f"prose {flat}"), flat=flat)

    def _grow(self, batch: Batch) -> dict[str, int]:
        """Old issues change first, so that what is new in this batch is left alone until the next."""
        rows: dict[str, int] = {}
        for step in (update_issues, add_comments, add_issues, add_attachments, edit_comments, record):
            rows |= step(batch)
        return rows | read_notifications(batch, self._told)

    def _end(self, day: date, parts: int) -> None:
        """Turn the cycles, and let others grow what is theirs: in one transaction with the ledger's line."""
        since, until = ledger.midnight(day), ledger.midnight(day + timedelta(days=1))
        with self._engine.begin() as connection:
            driver: Any = connection.connection
            with driver.cursor() as cursor:
                turn_cycles(cursor, until)
                ledger.note_end(cursor, day, parts, self._profile)
            for hook in entry_points(group=HOOKS):
                hook.load()(connection, since, until)
