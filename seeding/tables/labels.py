"""labels: five a project, from a common list."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.draws import Ints
from seeding.plan import Plan

ENTITIES = "projects"
BYTES = 190
COLORS = ("#d73a4a", "#0e8a16", "#1d76db", "#5319e7", "#fbca04", "#b60205", "#006b75", "#c2e0c6")
NAMES = (
    "bug", "feature", "improvement", "customer", "security", "performance", "design", "documentation",
    "tech-debt", "regression", "accessibility", "mobile", "backend", "frontend", "onboarding", "blocked",
)  # fmt: skip


def total(plan: Plan) -> int:
    """Five rows a project."""
    return plan.sizes.projects * plan.sizes.labels_per_project


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """bug, feature and improvement everywhere, then two that differ."""
    each = plan.sizes.labels_per_project
    project = np.repeat(indexes, each)
    slot = np.tile(np.arange(each), len(indexes))
    name = np.where(slot < 3, slot, 3 + (project * 5 + slot) % (len(NAMES) - 3))
    yield {
        "id": binary.number(project * each + slot + 1),
        "project_id": binary.number(project + 1),
        "name": binary.chosen(name, NAMES),
        "color": binary.chosen((name + project) % len(COLORS), COLORS),
        "description": binary.chosen(name, [f"Issues about {each}" for each in NAMES]),
    }
