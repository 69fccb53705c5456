"""The lab's samples, read without asking the database.

Figures per second are differences of cumulative ones, between two samples; a counter that was reset in
between gives none.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from webapp.paths import lab_dir

FILE = "watch/samples.sqlite"
BUSY_S = 0.5

Rows = list[sqlite3.Row]


def samples_file() -> Path:
    """Where the lab's own sampler writes."""
    return lab_dir() / FILE


class Samples:
    """An open file of samples; a table that does not exist yet has no rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables = {name for (name,) in connection.execute("select name from sqlite_master")}

    def rows(self, table: str, sql: str, *values: Any) -> Rows:
        """The rows of a query on one table."""
        return self._connection.execute(sql, values).fetchall() if table in self._tables else []

    def last_at(self, table: str, before: float | None = None) -> float | None:
        """When a table was last sampled, or last sampled before a moment."""
        limit = "" if before is None else "where at <= ?"
        found = self.rows(
            table,
            f"select max(at) from {table} {limit}",
            *([] if before is None else [before]),
        )
        return found[0][0] if found else None

    def first_at(self, table: str, after: float) -> float | None:
        """When a table was first sampled after a moment."""
        found = self.rows(table, f"select min(at) from {table} where at >= ?", after)
        return found[0][0] if found else None

    def at(self, table: str, moment: float | None) -> Rows:
        """All rows of one sample."""
        if moment is None:
            return []
        return self.rows(table, f"select * from {table} where at = ?", moment)


@contextmanager
def opened(path: Path | None = None) -> Iterator[Samples | None]:
    """The samples, read-only; None where there are none yet."""
    path = path or samples_file()
    if not path.is_file():
        yield None
        return
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_S)) as connection:
        connection.row_factory = sqlite3.Row
        try:
            samples = Samples(connection)
        except sqlite3.OperationalError:
            yield None
            return
        yield samples
