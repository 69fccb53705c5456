"""api_tokens: five an organization, of its first users; only hashes, as the app stores them."""

import hashlib
from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.clock import DAY_US
from seeding.draws import Ints
from seeding.plan import Plan

ENTITIES = "organizations"
BYTES = 300
NAMES = ("ci", "reporting", "backup", "import", "alerts")
SCOPES = (("read",), ("read", "write"), ("read", "write", "admin"))


def total(plan: Plan) -> int:
    """Five rows an organization."""
    return plan.sizes.organizations * plan.sizes.tokens_per_organization


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """The tokens themselves are thrown away: nobody can use them."""
    each = plan.sizes.tokens_per_organization
    organization = np.repeat(indexes, each)
    slot = np.tile(np.arange(each), len(indexes))
    n = len(slot)
    draws = plan.draws("api_tokens", int(indexes.min()), "rows")
    user = plan.user_first[organization] + slot
    opened = plan.clock.moment_at(plan.user_joined()[user])
    made = opened + draws.part(plan.clock.end - opened)
    used = made + draws.part(plan.clock.end - made)
    yield {
        "id": binary.number(organization * each + slot + 1),
        "user_id": binary.number(user + 1),
        "created_at": binary.number(plan.clock.timestamp(made)),
        "last_used_at": binary.number(plan.clock.timestamp(used), null=draws.chance(200, n)),
        "expires_at": binary.number(plan.clock.timestamp(made + 365 * DAY_US), null=draws.chance(500, n)),
        "revoked_at": binary.number(plan.clock.timestamp(used), null=~draws.chance(100, n)),
        "name": binary.chosen(slot % len(NAMES), NAMES),
        "token_hash": binary.blob(
            hashlib.sha256(word.to_bytes(8, "big")).digest() for word in draws.words(n).tolist()
        ),
        "scopes": binary.text_array(SCOPES[s] for s in draws.below(len(SCOPES), n)),
    }
