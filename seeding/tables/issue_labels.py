"""issue_labels: up to three of the project's labels on an issue."""

from collections.abc import Iterator

from seeding import binary
from seeding.binary import Columns
from seeding.material import Material
from seeding.plan import Plan

BYTES = 109
SLOTS = 3


def total(plan: Plan) -> int:
    """Six rows for five issues."""
    return plan.sizes.issue_labels


def rows(material: Material) -> Iterator[Columns]:
    """Pairs of an issue and a slot, so that no label is twice on one issue."""
    chunk = material.chunk
    each = material.plan.sizes.labels_per_project
    _, n = chunk.share(material.plan.sizes.issue_labels)
    draws = material.draws("issue_labels", "rows")
    pair = draws.permutation(chunk.n * SLOTS)[:n]
    issue, slot = pair // SLOTS, pair % SLOTS
    label = (draws.below(each, chunk.n)[issue] + slot) % each
    yield {
        "issue_id": binary.number(chunk.id[issue]),
        "label_id": binary.number(chunk.project[issue] * each + label + 1),
    }
