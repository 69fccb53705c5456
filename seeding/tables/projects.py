"""projects: keys like ENG, unique in each organization; issue numbers continue from last_issue_number."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.areas import area
from seeding.binary import Columns
from seeding.draws import Ints
from seeding.plan import Plan
from seeding.prose import Prose

ENTITIES = "projects"
BYTES = 1_690
STATUSES = ("planned", "active", "paused", "completed", "archived")
WEIGHTS = (3, 85, 6, 3, 3)
SENTENCES = 18


def total(plan: Plan) -> int:
    """One row a project."""
    return plan.sizes.projects


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """An organization's first project is active; each belongs to a team."""
    n = len(indexes)
    draws = plan.draws("projects", int(indexes.min()), "rows")
    organization = plan.project_organization[indexes]
    rank = indexes - plan.project_first[organization]
    areas = [area(int(o) * 11, int(r)) for o, r in zip(organization, rank, strict=True)]
    team = plan.team_first[organization] + rank % plan.team_count[organization]
    status = np.where(rank == 0, 1, draws.weighted(WEIGHTS, n))
    prose = Prose(draws, rows=n)
    begun = plan.clock.moment_at(plan.project_start[indexes])
    yield {
        "id": binary.number(indexes + 1),
        "organization_id": binary.number(organization + 1),
        "team_id": binary.number(team + 1),
        "last_issue_number": binary.number(plan.project_issues[indexes], 4),
        "created_at": binary.number(plan.clock.timestamp(begun)),
        "status": binary.chosen(status, STATUSES),
        "name": binary.words(name for name, _ in areas),
        "key": binary.words(key for _, key in areas),
        "description": binary.text(prose.texts(np.full(n, SENTENCES))),
    }
