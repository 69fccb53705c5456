"""Proves that the rows agree with each other: one file of SQL per check.

A check in checks/ counts violations and holds at 0; one in checks/bounds/ gives a figure and says between
which values it must be. Foreign keys come from the catalogue and are counted afresh, validated or not.
Rows that a change has put away in NAME_archive still count as NAME's.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
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
ARCHIVED = text("""
    select t.relname as name,
           format('select %2$s from public.%1$I union all select %2$s from public.%3$I', t.relname,
                  (select string_agg(format('%I', attname), ', ' order by attnum) from pg_attribute
                    where attrelid = t.oid and attnum > 0 and not attisdropped), a.relname) as rows
      from pg_class t
      join pg_class a on a.relname = t.relname || '_archive' and a.relnamespace = t.relnamespace
     where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and a.relkind in ('r', 'p')
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
    with archives_read(connection):
        for path in sorted(FOLDER.rglob("*.sql")):
            yield run(connection, path)


@contextmanager
def archives_read(connection: Connection) -> Iterator[None]:
    """Read each table that has an archive together with it, by a temporary view of the table's name."""
    archived = connection.execute(ARCHIVED).all()
    for table in archived:
        connection.exec_driver_sql(f'create temporary view "{table.name}" as {table.rows}')
    yield
    for table in archived:
        connection.exec_driver_sql(f'drop view pg_temp."{table.name}"')


def run(connection: Connection, path: Path) -> Finding:
    """Run the check of a file."""
    query = path.read_text()
    value = float(connection.exec_driver_sql(query).scalar_one() or 0)
    bounds = BOUNDS.search(query)
    low, high = (float(bounds[1]), float(bounds[2])) if bounds else (0.0, 0.0)
    return Finding(path.stem, query.splitlines()[0].removeprefix("-- "), round(value, 4), low, high)
