"""Brings one chunk of one table in: binary COPY and a line in the ledger, in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import psycopg2
from psycopg2.extensions import connection as Connection

from seeding import binary, tables
from seeding.binary import Columns
from seeding.copying import copy_in
from seeding.material import Material
from seeding.numbering import Count, Starts
from seeding.plan import Plan, build_plan, slice_of
from seeding.spec import Spec

APPLICATION_NAME = "taskpilot-lab seed"
STARTS = "select table_name, first_bucket, before from lab.seed_census where chunk = %s"
CLAIM = "insert into lab.seed_chunks (table_name, chunk) values (%s, %s) on conflict do nothing"
COUNT = "update lab.seed_chunks set row_count = %s, bytes = %s where table_name = %s and chunk = %s"


@dataclass(frozen=True)
class Loaded:
    """A chunk that is in."""

    table: str
    chunk: int
    rows: int
    bytes: int


class Feed:
    """What COPY reads: header, blocks of rows as they are made, trailer; parts of any size."""

    def __init__(self, blocks: Iterator[Columns]) -> None:
        first = next(blocks, None)
        self.columns = tuple(first) if first else ()
        self.rows = self.bytes = 0
        self._parts = self._made(chain((first,), blocks) if first else iter(()))

    def read(self, _size: int = -1, /) -> bytes:
        """The next part; empty at the end."""
        part = next(self._parts, b"")
        self.bytes += len(part)
        return part

    def readline(self, size: int = -1, /) -> bytes:
        """The same; psycopg2 never asks for lines."""
        return self.read(size)

    def _made(self, blocks: Iterator[Columns]) -> Iterator[bytes]:
        yield binary.HEADER
        for block in blocks:
            columns = list(block.values())
            self.rows += len(columns[0].values)
            if part := binary.rows(columns):
                yield part
        yield binary.TRAILER


class Loader:
    """A connection and the plan; one per worker."""

    def __init__(self, url: str, spec: Spec) -> None:
        self.plan: Plan = build_plan(spec)
        self.connection = connect(url)

    def issue_chunk(self, index: int, skip: frozenset[str] = frozenset()) -> list[Loaded]:
        """Load all tables of an issue chunk but `skip`, each in a transaction of its own."""
        material = Material(self.plan, index, self._starts(index))
        wanted = {name: table for name, table in tables.issue_tables().items() if name not in skip}
        loaded = (self._load(name, index, table.rows(material)) for name, table in wanted.items())
        return [each for each in loaded if each]

    def census(self, index: int) -> dict[str, Count]:
        """Count the rows of an issue chunk by time."""
        return Material(self.plan, index, {}).census()

    def tenant_chunk(self, name: str, index: int) -> list[Loaded]:
        """Load a chunk of a table that grows with tenants."""
        table = tables.tenant_tables()[name]
        indexes = slice_of(getattr(self.plan.sizes, table.ENTITIES), index)
        indexes = indexes[self.plan.draws(name, index, "order").jostled(len(indexes))]
        loaded = self._load(name, index, table.rows(self.plan, indexes))
        return [loaded] if loaded else []

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def _starts(self, index: int) -> dict[str, Starts]:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(STARTS, (index,))
            return {
                name: Starts(first, np.frombuffer(before, "<i8").astype(np.int64))
                for name, first, before in cursor.fetchall()
            }

    def _load(self, name: str, chunk: int, blocks: Iterator[Columns]) -> Loaded | None:
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(CLAIM, (name, chunk))
            if cursor.rowcount == 0:
                return None
            feed = Feed(blocks)
            if feed.columns:
                copy_in(cursor, f"copy {name} ({', '.join(feed.columns)}) from stdin (format binary)", feed)
            cursor.execute(COUNT, (feed.rows, feed.bytes, name, chunk))
        return Loaded(name, chunk, feed.rows, feed.bytes)


def connect(url: str) -> Connection:
    """A psycopg2 connection whose commits do not wait for the disk: rows and ledger are lost together."""
    connection: Connection = psycopg2.connect(libpq(url), application_name=APPLICATION_NAME)
    with connection, connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = off")
    return connection


def libpq(url: str) -> str:
    """The URL as libpq reads it."""
    return url.replace("postgresql+psycopg2://", "postgresql://", 1)
