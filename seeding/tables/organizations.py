"""organizations: the tenants; their sizes follow Zipf's law."""

from collections.abc import Iterator

import orjson

from seeding import binary
from seeding.binary import Columns
from seeding.draws import Ints
from seeding.plan import Plan
from seeding.vocabulary import words

ENTITIES = "organizations"
BYTES = 900
PLANS = ("free", "team", "business", "enterprise")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Australia/Sydney")


def total(plan: Plan) -> int:
    """One row an organization."""
    return plan.sizes.organizations


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """Names are a family's and a company suffix; the largest pay the most."""
    n = len(indexes)
    draws = plan.draws("organizations", int(indexes.min()), "rows")
    family = draws.take(binary.objects(words()["last_names"]), n)
    suffix = draws.take(binary.objects(words()["company_suffixes"]), n)
    zone = draws.below(len(ZONES), n)
    share = plan.rank[indexes] * 100 // plan.sizes.organizations
    paid = 3 - (share >= 5).astype(int) - (share >= 25) - (share >= 60)
    settings = [
        orjson.dumps({
            "timezone": ZONES[z], "locale": "en", "week_starts_on": "monday", "sso": bool(p == 3),
            "features": {"cycles": True, "public_roadmap": bool(p > 1), "audit_log": bool(p > 0)},
            "limits": {"members": 10 ** (int(p) + 2), "attachments_mb": 10 * 4 ** int(p)},
        })
        for z, p in zip(zone, paid, strict=True)
    ]  # fmt: skip
    yield {
        "id": binary.number(indexes + 1),
        "created_at": binary.number(plan.clock.timestamp(plan.clock.moment_at(plan.opened[indexes]))),
        "plan_type": binary.chosen(paid, PLANS),
        "name": binary.words(f"{f} {s}" for f, s in zip(family, suffix, strict=True)),
        "slug": binary.words(f"{f.lower()}-{i + 1}" for f, i in zip(family, indexes, strict=True)),
        "settings": binary.json(settings),
    }
