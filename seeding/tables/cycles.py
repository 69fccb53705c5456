"""cycles: two weeks each, from Monday, up to the one that is still to come."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.clock import DAY_US, DAYS
from seeding.draws import Ints
from seeding.plan import CYCLE_DAYS, Plan
from seeding.splits import starts

ENTITIES = "projects"
BYTES = 145
NOTICE_DAYS = 7
STATUSES = ("completed", "active", "planned")


def total(plan: Plan) -> int:
    """Up to 26 rows a project."""
    return int(plan.cycle_count.sum())


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """Made a week before they begin, and never before their project."""
    project = np.repeat(indexes, plan.cycle_count[indexes])
    rank = np.arange(len(project)) - np.repeat(starts(plan.cycle_count[indexes]), plan.cycle_count[indexes])
    begin = plan.cycle_day[project] + CYCLE_DAYS * rank
    end = begin + CYCLE_DAYS
    made = plan.clock.moment_at(plan.project_start[project])
    made = np.maximum(made, np.minimum((begin - NOTICE_DAYS) * DAY_US, plan.clock.end - 1))
    yield {
        "id": binary.number(plan.cycle_first[project] + rank + 1),
        "project_id": binary.number(project + 1),
        "start_date": binary.number(plan.clock.date(begin), 4),
        "end_date": binary.number(plan.clock.date(end), 4),
        "created_at": binary.number(plan.clock.timestamp(made)),
        "status": binary.chosen((end > DAYS).astype(np.int64) + (begin > DAYS), STATUSES),
        "name": binary.words(f"Cycle {r + 1}" for r in rank.tolist()),
    }
