"""Which other index of a table already does the work of a given one.

Two indexes are compared as the planner sees them: access method, columns, operator classes, collations, sort
order, expressions, predicate. Of two that are equal the one without a constraint goes, then the newer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from roadmap.probing.sql import beside


@dataclass(frozen=True)
class Cover:
    """An index that makes another one superfluous."""

    kept: str
    kept_is_unique: bool
    same_columns: bool
    bytes: int


def covers(connection: Connection, relation: str, index: str) -> Sequence[Cover]:
    """The indexes that cover `index` of the table `relation` (quoted, qualified); none where it has a use."""
    rows = connection.execute(beside(__file__), {"relation": relation, "name": index})
    return [Cover(row.kept, row.kept_is_unique, row.same_columns, row.bytes) for row in rows]
