"""What a check is: the words that describe it, and the function that runs it.

A check's key is its file's name: `h002_unused_index` is H002 (postgres_ai's identifier), any other name is
`lab:NAME`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lab.inspect.database import Database
from lab.inspect.finding import Finding, named
from lab.inspect.sql import named_sql

POSTGRES_AI = re.compile(r"([a-z]\d{3})_")

Find = Callable[[Database], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check's words; its title is its module's first line.

    `gates` says from when on it reports, `differs` how that differs from postgres_ai's check of the same id,
    `remedy` what to do.
    """

    gates: str
    remedy: str
    differs: str = ""


def key(path: str) -> str:
    """The check's name in findings, from its file."""
    stem = Path(path).stem
    match = POSTGRES_AI.match(stem)
    return match[1].upper() if match else f"lab:{stem}"


def sql_beside(path: str, **gates: float) -> Find:
    """A check that is one query: the .sql file beside `path`, with its gates as parameters.

    The query returns kind, name, detail and, where the kind has them, schema and table.
    """
    check, query = key(path), named_sql(path)

    def find(database: Database) -> Iterator[Finding]:
        for row in database.rows(query, **gates):
            found = row._mapping
            subject = named(found["kind"], found["name"], found.get("schema"), found.get("table"))
            yield Finding(check, subject, found["detail"])

    return find
