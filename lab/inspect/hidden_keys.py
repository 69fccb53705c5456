"""Conditions that a function or a cast keeps out of an index.

The index finds rows by its first columns. Its next column would narrow them, and stands inside a function
there, so each row is read and most are thrown away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from lab.inspect.database import Database
from lab.inspect.lookups import MOST_OF_TABLE, columns_in
from lab.inspect.plans import Scan, Statement
from lab.inspect.sql import named_sql

KEYS = named_sql(__file__)


@dataclass(frozen=True, slots=True)
class HiddenKey:
    """A statement, the index that it could use further, and the predicate that hides its next column."""

    statement: Statement
    index: str
    predicate: str


def hidden_keys(database: Database) -> Iterator[HiddenKey]:
    """Statements that read one table by an index whose next column their filter wraps.

    The filter is expected to keep less than MOST_OF_TABLE of the rows.
    """
    for statement in database.statements:
        if len(statement.scans) == 1 and statement.scans[0].condition and statement.scans[0].predicate:
            (scan,) = statement.scans
            for row in database.rows(KEYS, schema=scan.schema, name=scan.table):
                if scan.rows / row.rows < MOST_OF_TABLE and hides(scan, row.keys):
                    yield HiddenKey(statement, str(row.index), scan.predicate)
                    break


def hides(scan: Scan, keys: list[str]) -> bool:
    """Whether the scan's condition binds an index's first keys, and its filter computes from the next."""
    bound = columns_in(scan.alias, scan.condition)
    first = list(takewhile(bound.__contains__, keys))
    following = keys[len(first) : len(first) + 1]
    return bool(first) and any(computed(scan.alias, key, scan.predicate) for key in following)


def computed(alias: str, column: str, predicate: str) -> bool:
    """Whether a predicate compares (not by <>) what a function or a cast makes of a column."""
    name = rf"{re.escape(alias)}\.{re.escape(column)}(?!\w)"
    call = rf"\w\((?:[^()]|\([^()]*\))*{name}[^()]*\)+"
    cast = rf"\({name}\)::[\w ]+?"
    return re.search(rf"(?:{call}|{cast})(?:::[\w ]+?)? (?:=|[<>]=?) ", predicate) is not None
