"""Proves that the rows agree with each other: one file of SQL per check.

A check in checks/ counts violations and holds at 0; one in checks/bounds/ gives a figure and says between
which values it must be. Foreign keys come from the catalogue and are counted afresh, validated or not.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

FOLDER = Path(__file__).with_name("checks")
BOUNDS = re.compile(r"^-- between (\S+) and (\S+)$", re.MULTILINE)
FOREIGN_KEYS = text("""
    select k.conname as name, format('%s refers to rows that exist.', k.conname) as about,
           format('select count(*) from only %s c where %s and not exists (select from %s p where %s)',
               k.conrelid::regclass,
               string_agg(format('c.%I is not null', a.attname), ' and '), k.confrelid::regclass,
               string_agg(format('p.%I = c.%I', b.attname, a.attname), ' and ')) as query
      from pg_constraint k
      cross join unnest(k.conkey, k.confkey) pair(child, parent)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.child
      join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.parent
     where k.contype = 'f' and k.connamespace = 'public'::regnamespace
     group by k.oid, k.conname, k.conrelid, k.confrelid
     order by 1
""")


@dataclass(frozen=True)
class Finding:
    """A check's outcome: its figure, and the bounds within which it holds."""

    name: str
    about: str
    value: float
    low: float = 0
    high: float = 0

    def __str__(self) -> str:
        expected = "0" if self.high == 0 else f"{self.low:g} to {self.high:g}"
        outcome = "holds" if self.holds else "FAILS"
        return f"{outcome}  {self.name}: {self.value:g} (expected {expected}) {self.about}"

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self) | {"holds": self.holds}

    @property
    def holds(self) -> bool:
        """Whether the figure is within the bounds."""
        return self.low <= self.value <= self.high


def names() -> list[str]:
    """The checks that have a file."""
    return sorted(path.stem for path in FOLDER.rglob("*.sql"))


def check(connection: Connection) -> Iterator[Finding]:
    """Run all checks; a figure that cannot be had (no rows) counts as 0."""
    for key in connection.execute(FOREIGN_KEYS).all():
        yield Finding(key.name, key.about, connection.exec_driver_sql(key.query).scalar_one())
    for path in sorted(FOLDER.rglob("*.sql")):
        yield run(connection, path)


def run(connection: Connection, path: Path) -> Finding:
    """Run the check of a file."""
    query = path.read_text()
    value = float(connection.exec_driver_sql(query).scalar_one() or 0)
    bounds = BOUNDS.search(query)
    low, high = (float(bounds[1]), float(bounds[2])) if bounds else (0.0, 0.0)
    return Finding(path.stem, query.splitlines()[0].removeprefix("-- "), round(value, 4), low, high)
