"""webhooks: two an organization, on reserved addresses that no request can reach."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.draws import Ints
from seeding.plan import Plan

ENTITIES = "organizations"
BYTES = 350
ALL = ("issue.created", "issue.updated", "issue.deleted", "comment.created")
ISSUES = ("issue.created", "issue.updated")
RECEIVERS = ("chat", "builds")


def total(plan: Plan) -> int:
    """Two rows an organization."""
    return plan.sizes.organizations * plan.sizes.webhooks_per_organization


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """The first hears everything, the second only of issues."""
    each = plan.sizes.webhooks_per_organization
    organization = np.repeat(indexes, each)
    slot = np.tile(np.arange(each), len(indexes))
    draws = plan.draws("webhooks", int(indexes.min()), "secrets")
    secrets = [f"whsec_{word:016x}" for word in draws.words(len(slot)).tolist()]
    opened = plan.clock.moment_at(plan.opened[organization])
    yield {
        "id": binary.number(organization * each + slot + 1),
        "organization_id": binary.number(organization + 1),
        "created_at": binary.number(plan.clock.timestamp(opened)),
        "active": binary.flag(np.ones(len(slot), bool)),
        "url": binary.words(
            f"https://hooks.org{o + 1}.taskpilot.example/{RECEIVERS[s % 2]}"
            for o, s in zip(organization, slot, strict=True)
        ),
        "events": binary.text_array(ALL if s == 0 else ISSUES for s in slot),
        "secret": binary.words(secrets),
    }
