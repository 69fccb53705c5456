"""issue_links: between issues of one organization that were made at about the same time."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.clock import DAY_US
from seeding.material import Material
from seeding.plan import Plan

BYTES = 158
TYPES = ("blocks", "duplicates", "relates")
WEIGHTS = (30, 20, 50)
SOON_DAYS = 10


def total(plan: Plan) -> int:
    """One row for twenty issues."""
    return plan.sizes.issue_links


def rows(material: Material) -> Iterator[Columns]:
    """Neighbours when the chunk is sorted by organization; those of two organizations come last."""
    chunk, clock = material.chunk, material.plan.clock
    before, n = chunk.share(material.plan.sizes.issue_links)
    if n == 0:
        return
    draws = material.draws("issue_links", "rows")
    sorted_ = np.lexsort((draws.words(chunk.n), chunk.organization))
    one, other = sorted_[:-1], sorted_[1:]
    same = np.flatnonzero(chunk.organization[one] == chunk.organization[other])
    chosen = same[draws.permutation(len(same))[:n]]
    source, target = np.maximum(one, other)[chosen], np.minimum(one, other)[chosen]
    made = chunk.moment[source] + draws.part(np.minimum(SOON_DAYS * DAY_US, clock.end - chunk.moment[source]))
    yield {
        "id": binary.number(before + 1 + np.arange(len(chosen))),
        "source_id": binary.number(chunk.id[source]),
        "target_id": binary.number(chunk.id[target]),
        "created_at": binary.number(clock.timestamp(made)),
        "link_type": binary.chosen(draws.weighted(WEIGHTS, len(chosen)), TYPES),
    }
