"""Which exercises are served now: the applied changes, read again once a second at most.

Read before a request's own work, never during it, so that no request needs two connections at once. One
request reads; the others go on with what is known, as all do while the database does not answer.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from roadmap import log
from roadmap.catalogue import Revision, revisions
from roadmap.change import CLEAN
from roadmap.exercise import Exercise
from roadmap.log import Entry
from webapp.database import reading

FRESH_S = 1.0
VERSION = "select version_num, to_regclass('lab.roadmap_log') is not null as logged from alembic_version"
LAST_LOGGED = "select max(id) from lab.roadmap_log"


class Live:
    """The exercises of the changes that the database has."""

    def __init__(self) -> None:
        self._revisions = revisions()
        self._exercises: tuple[Exercise, ...] = ()
        self._takeovers: dict[str, str] = {}
        self._state: tuple[str, int] | None = None
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    @property
    def state(self) -> tuple[str, int] | None:
        """What is served now: the revision and the newest entry of the log; None before the first reading."""
        return self._state

    def exercises(self) -> tuple[Exercise, ...]:
        """The live exercises with a route."""
        return self._exercises

    def serving(self, method: str, path: str) -> Exercise | None:
        """The live exercise of a route; the newest, where several changes had the same route."""
        found = [e for e in self._exercises if (e.method, e.path) == (method, path)]
        return found[-1] if found else None

    def statement_for(self, name: str) -> str | None:
        """The statement that a live change put in the place of the app's own."""
        return self._takeovers.get(name)

    def refresh_if_stale(self) -> None:
        """Read the database's revision if the last reading is older than FRESH_S."""
        if time.monotonic() - self._read_at >= FRESH_S and self._lock.acquire(blocking=self._state is None):
            try:
                self._read()
            finally:
                self._lock.release()

    def refresh(self) -> None:
        """Read the database's revision now."""
        with self._lock:
            self._read()

    def _read(self) -> None:
        try:
            with reading() as connection:
                state = _state_of(connection)
                if state != self._state:
                    self._become(state[0], log.applied(connection) if state[1] else {})
                    self._state = state
        except (OperationalError, PoolTimeout):
            pass  # the request itself answers that the database is away
        self._read_at = time.monotonic()

    def _become(self, version: str, entries: Mapping[str, Entry]) -> None:
        applied = _applied_of(self._revisions, version)
        names = {revision.id for revision in applied}
        living = [
            _as_it_ran(exercise, entries.get(revision.id))
            for revision in applied
            for exercise in revision.change.exercises
            if exercise.until is None or _named(self._revisions, exercise.until) not in names
        ]
        self._takeovers = {e.takes_over: e.query.as_psycopg2() for e in living if e.takes_over}
        self._exercises = tuple(exercise for exercise in living if exercise.takes_over is None)


def _state_of(connection: Connection) -> tuple[str, int]:
    try:
        row = connection.exec_driver_sql(VERSION).first()
    except ProgrammingError:
        return "", 0
    last = connection.exec_driver_sql(LAST_LOGGED).scalar() if row and row.logged else 0
    return (row.version_num if row else ""), last or 0


def _as_it_ran(exercise: Exercise, entry: Entry | None) -> Exercise:
    if exercise.clean is not None and entry is not None and entry.way == CLEAN:
        return replace(exercise, query=exercise.clean)
    return exercise


def _applied_of(known: tuple[Revision, ...], version: str) -> tuple[Revision, ...]:
    names = [revision.id for revision in known]
    return known[: names.index(version) + 1] if version in names else ()


def _named(known: tuple[Revision, ...], name: str) -> str | None:
    return next((revision.id for revision in known if revision.id.startswith(name)), None)
