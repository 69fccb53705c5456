"""teams: named after what they do, at least one an organization."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.areas import area
from seeding.binary import Columns
from seeding.draws import Ints
from seeding.plan import Plan

ENTITIES = "teams"
BYTES = 200


def total(plan: Plan) -> int:
    """One row a team."""
    return plan.sizes.teams


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """Teams are as old as their organization."""
    organization = np.searchsorted(plan.team_first, indexes, side="right") - 1
    rank = indexes - plan.team_first[organization]
    areas = [area(int(o) * 7, int(r)) for o, r in zip(organization, rank, strict=True)]
    opened = plan.clock.moment_at(plan.opened[organization])
    yield {
        "id": binary.number(indexes + 1),
        "organization_id": binary.number(organization + 1),
        "created_at": binary.number(plan.clock.timestamp(opened)),
        "name": binary.words(name for name, _ in areas),
        "slug": binary.words(name.lower().replace(" ", "-") for name, _ in areas),
    }
