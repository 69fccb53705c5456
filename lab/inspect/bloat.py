"""How much of a table or an index is empty: measured where pgstattuple allows, estimated otherwise.

Measuring is bounded by a budget of time. Estimating needs column widths (pg_stats shows them to a role that
may read the table) and rows counted by ANALYZE.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, TextClause

from lab.inspect.blind import Blind
from lab.inspect.database import Database

PAGE = 8192
MIN_SHARE = 0.5
BUDGET_S = 5.0


@dataclass(frozen=True, slots=True)
class Bloat:
    """A relation, its bytes, the share of them that is waste, and how that is known."""

    relation: Row[Any]
    size: int
    share: float
    known_by: str

    @property
    def reportable(self) -> bool:
        """Whether at least half is waste."""
        return self.share >= MIN_SHARE

    @property
    def detail(self) -> str:
        """The figures in words."""
        return f"{self.share:.0%} of {self.size / 2**20:.1f} MiB is empty ({self.known_by})"


def bloat(
    database: Database, candidates: TextClause, measure: TextClause, largest: int, budget_s: float = BUDGET_S
) -> Iterator[Bloat]:
    """The waste of each candidate.

    `candidates` gives oid, size, reserve (the share that the fillfactor leaves empty) and estimate (the
    waste's share, or null); `measure` gives the waste's share of one relation. A relation over `largest`
    bytes, or met after the budget is spent, is estimated. Blind where neither way is open for some.
    """
    found = database.rows(candidates)
    measurable = "pgstattuple" in database.extensions and database.may_measure
    began = time.monotonic()
    unseen = []
    for row in found:
        if measurable and row.size <= largest and time.monotonic() - began < budget_s:
            (measured,) = database.rows(measure, oid=row.oid)
            needed = (1 - measured.waste) / (1 - row.reserve)
            yield Bloat(row, row.size, max(0.0, 1 - needed), "measured")
        elif row.estimate is not None:
            yield Bloat(row, row.size, max(0.0, row.estimate), "estimated")
        else:
            unseen.append(row.name)
    if unseen:
        raise Blind(
            f"{len(unseen)} relations of 1 MiB or more can be neither measured nor estimated "
            f"({unseen[0]} …); create the extension pgstattuple, or grant select and run analyze"
        )
