"""The map from a statement's queryid to the endpoint that runs it and the change that brought it.

The app notes what each endpoint sends; PostgreSQL says the queryid of each without running it. Kept in the
samples as the table `endpoints`; the personas of an endpoint stand in `requests`.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lab.inspect.sql import MARK
from lab.sampler.store import Store
from roadmap.catalogue import revisions
from webapp.database import command_engine

APPLICATION_NAME = "taskpilot-lab statements"
PLANNED = ("select", "insert", "update", "delete", "merge", "with", "values")
LOCK_TIMEOUT_MS = 1_000


class Statements:
    """Reads the app's notes as they grow, and keeps each queryid once."""

    def __init__(self, url: str, trace: Path, samples: Path) -> None:
        self._url = url
        self._trace = trace
        self._samples = samples
        self._read_until = 0
        self._known: set[tuple[str, str]] = set()
        self._revision: str | None = None

    def learn(self) -> int:
        """Add what the app has noted since the last time; returns how many statements are new.

        After a change of the schema every note is asked about anew: with a column more in its table a
        statement that reads all columns has another queryid.
        """
        store = Store(self._samples)
        try:
            if not self._known:
                self._known = store.pairs("endpoints", "endpoint", "queryid")
            with command_engine(self._url, APPLICATION_NAME).connect() as connection:
                asking = connection.execution_options(isolation_level="AUTOCOMMIT")
                asking.exec_driver_sql(f"set lock_timeout = {LOCK_TIMEOUT_MS}")
                revision = asking.exec_driver_sql("select version_num from alembic_version").scalar()
                if revision != self._revision:
                    self._revision, self._read_until = revision, 0
                return sum(self._keep(store, asking, note) for note in self._notes())
        finally:
            store.close()

    def _notes(self) -> Iterator[dict[str, Any]]:
        """The notes that were not read yet; half a line waits for the next time."""
        if not self._trace.exists():
            return
        with self._trace.open("rb") as file:
            file.seek(self._read_until)
            whole, newline, _ = file.read().rpartition(b"\n")
        self._read_until += len(whole) + len(newline)
        for line in whole.decode(errors="replace").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def _keep(self, store: Store, connection: Connection, note: dict[str, Any]) -> bool:
        if ";" in note["sql"]:
            return False  # several statements, of which EXPLAIN would plan the first and run the others
        queryid = queryid_of(connection, note["sent"])
        if queryid is None or (note["endpoint"], queryid) in self._known:
            return False
        self._known.add((note["endpoint"], queryid))
        change, name = brought_by().get(note["sql"], (None, None))
        row = {"queryid": queryid, "endpoint": note["endpoint"], "change": change, "exercise": name}
        return bool(store.add("endpoints", 0.0, [row]))


def queryid_of(connection: Connection, sent: str) -> str | None:
    """The queryid of a statement as it was sent; None where it has none or cannot be planned now."""
    if not sent.lstrip().lower().startswith(PLANNED):
        return None
    asked = f"explain {MARK} (verbose, format json) {sent}"
    try:
        cursor: Any = connection.connection.cursor()
        try:
            cursor.execute(asked)
            plan = cursor.fetchone()[0][0]
        finally:
            cursor.close()
    except (DBAPIError, _driver_errors()):
        return None
    found = plan.get("Query Identifier")
    return None if found is None else str(found)


@lru_cache(maxsize=1)
def brought_by() -> dict[str, tuple[str, str]]:
    """The change and the name of each exercise's statement, by its text as the app runs it."""
    found: dict[str, tuple[str, str]] = {}
    for revision in revisions():
        for exercise in revision.change.exercises:
            for query in filter(None, (exercise.query, exercise.clean)):
                found[query.as_psycopg2()] = (revision.id, query.name)
    return found


def _driver_errors() -> type[Exception]:
    import psycopg2

    return psycopg2.Error
