"""A sequence that has used up most of what it, or the column that it feeds, can hold.

A four-byte column fed by an eight-byte sequence ends with the column.
"""

from collections.abc import Iterator

from lab.inspect.blind import Blind
from lab.inspect.check import Check, key
from lab.inspect.database import Database
from lab.inspect.finding import Finding, named
from lab.inspect.sql import named_sql

check = Check(
    gates="More than 75% used; ascending sequences that do not cycle, serial, identity, or a plain "
    "default. Its value is visible to a role with a right on the sequence only.",
    remedy="change the column to bigint (by a new column and a swap where the table is large).",
)

SEQUENCES = named_sql(__file__)
USED = 0.75


def find(database: Database) -> Iterator[Finding]:
    """The sequences near their end; Blind where the role may not read some."""
    hidden = []
    for row in database.rows(SEQUENCES):
        if not row.readable:
            hidden.append(row.name)
        elif row.last is not None and row.last > USED * row.most:
            feeds = f" in {row.table}.{row.column}" if row.column else ""
            yield Finding(
                key(__file__),
                named("sequence", row.name, row.schema, row.table),
                f"{row.last} of {row.most} used ({row.last / row.most:.0%}){feeds}",
            )
    if hidden:
        raise Blind(f"no right to read {len(hidden)} sequences ({hidden[0]} …); grant select on them")
