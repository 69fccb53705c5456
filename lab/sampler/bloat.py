"""Bloat of the largest tables and B-trees, as far as a small budget of time reaches."""

from collections.abc import Iterator
from typing import Any

from lab.inspect.blind import Blind
from lab.inspect.bloat import bloat
from lab.inspect.checks import f004_table_bloat, f005_index_bloat
from lab.inspect.database import Database

BUDGET_S = 0.05
LARGEST_INDEX = 16 * 2**20


def bloat_rows(database: Database) -> Iterator[dict[str, Any]]:
    """Relations of 1 MiB or more, the largest measured until the budget is spent, the rest estimated."""
    for module, largest in ((f004_table_bloat, f004_table_bloat.LARGEST), (f005_index_bloat, LARGEST_INDEX)):
        try:
            for found in bloat(database, module.RELATIONS, module.MEASURE, largest, BUDGET_S):
                yield {
                    "schema": found.relation.schema,
                    "name": found.relation.name,
                    "bytes": found.size,
                    "empty": found.share,
                    "known_by": found.known_by,
                }
        except Blind:
            continue
