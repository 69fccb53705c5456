"""The samples: a SQLite file with a table per probe, made as rows arrive.

Every row begins with `at`, seconds since 1970. The file is in WAL mode, so that a report can read it while
the sampler writes; a round is one transaction, so that a kill loses at most a round.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

SYNCHRONOUS = "normal"
LASTING = frozenset({"texts", "endpoints"})


class Store:
    """An open file of samples."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute(f"pragma synchronous = {SYNCHRONOUS}")
        self._columns: dict[str, set[str]] = {}

    def add(self, table: str, at: float, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add rows to a table and return how many; a new table or column is made."""
        count = 0
        for row in rows:
            self._provide(table, row)
            names = ", ".join(f'"{name}"' for name in ("at", *row))
            marks = ", ".join("?" * (len(row) + 1))
            values = (at, *map(_plain, row.values()))
            self._connection.execute(f'insert into "{table}" ({names}) values ({marks})', values)  # noqa: S608
            count += 1
        return count

    def known(self, table: str, column: str) -> set[Any]:
        """The values that a column has so far."""
        self._read_columns(table)
        if column not in self._columns[table]:
            return set()
        found = self._connection.execute(f'select distinct "{column}" from "{table}"')  # noqa: S608
        return {value for (value,) in found}

    def prune(self, before: float) -> None:
        """Forget what was sampled before a moment; texts and endpoints stay."""
        names = self._connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in names:
            if table not in LASTING:
                self._connection.execute(f'delete from "{table}" where "at" < ?', (before,))  # noqa: S608

    def pairs(self, table: str, one: str, other: str) -> set[tuple[Any, Any]]:
        """The pairs of values that two columns have so far."""
        self._read_columns(table)
        if not {one, other} <= self._columns[table]:
            return set()
        return set(self._connection.execute(f'select distinct "{one}", "{other}" from "{table}"'))  # noqa: S608

    def undo(self) -> None:
        """Forget the round that could not be kept."""
        self._connection.rollback()
        self._columns.clear()

    def commit(self) -> None:
        """End the round."""
        self._connection.commit()

    def close(self) -> None:
        """Keep what is there and close the file, also where the disk has no room for it."""
        try:
            self._connection.commit()
        finally:
            self._connection.close()

    def _provide(self, table: str, row: Mapping[str, Any]) -> None:
        self._read_columns(table)
        if not self._columns[table]:
            self._connection.execute(f'create table "{table}" ("at" real not null)')
            self._connection.execute(f'create index "{table}_at" on "{table}" ("at")')
            self._columns[table].add("at")
        for name in row.keys() - self._columns[table]:
            self._connection.execute(f'alter table "{table}" add column "{name}"')
            self._columns[table].add(name)

    def _read_columns(self, table: str) -> None:
        if table not in self._columns:
            found = self._connection.execute("select name from pragma_table_info(?)", (table,))
            self._columns[table] = {name for (name,) in found}


def _plain(value: Any) -> Any:
    """A value as SQLite keeps it."""
    if isinstance(value, Decimal):
        return float(value)
    return json.dumps(value) if isinstance(value, list | dict) else value
