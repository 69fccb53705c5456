"""users: user{k}@org{j}.taskpilot.example, k counted in each organization; the first is its owner."""

from collections.abc import Iterator

import numpy as np
import orjson

from seeding import binary
from seeding.binary import Columns
from seeding.credentials import DEMO_PASSWORD_HASH
from seeding.draws import Ints
from seeding.plan import ROLES, Plan
from seeding.vocabulary import words

ENTITIES = "users"
BYTES = 610
LEFT_PERMILLE = 30
DIGESTS = ("off", "daily", "weekly")
THEMES = ("system", "light", "dark")


def total(plan: Plan) -> int:
    """One row a user."""
    return plan.sizes.users


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """All have the demo password's hash, which costs too much to make for each."""
    n = len(indexes)
    draws = plan.draws("users", int(indexes.min()), "rows")
    organization = plan.user_organization[indexes]
    k = indexes - plan.user_first[organization] + 1
    first = draws.take(binary.objects(words()["first_names"]), n)
    last = draws.take(binary.objects(words()["last_names"]), n)
    job = draws.take(binary.objects(words()["jobs"]), n)
    pictured = draws.chance(700, n)
    theme = draws.below(len(THEMES), n)
    digest = draws.below(1000, n)
    preferences = [
        orjson.dumps({
            "title": j, "theme": THEMES[t], "shortcuts": bool(d % 3), "digest": DIGESTS[d % 3],
            "notify": {"assigned": True, "mentioned": True, "commented": d % 4 > 0, "status": d % 5 > 1},
        })
        for j, t, d in zip(job, theme, digest.tolist(), strict=True)
    ]  # fmt: skip
    joined = plan.clock.moment_at(plan.user_joined()[indexes])
    yield {
        "id": binary.number(indexes + 1),
        "organization_id": binary.number(organization + 1),
        "created_at": binary.number(plan.clock.timestamp(joined)),
        "active": binary.flag((k == 1) | ~draws.chance(LEFT_PERMILLE, n)),
        "role": binary.chosen(plan.user_role[indexes], ROLES),
        "email": binary.words(
            f"user{a}@org{o + 1}.taskpilot.example" for a, o in zip(k, organization, strict=True)
        ),
        "name": binary.words(f"{f} {s}" for f, s in zip(first, last, strict=True)),
        "avatar_url": binary.words(
            f"https://avatars.taskpilot.example/{i + 1}.png" if p else None
            for i, p in zip(indexes, pictured, strict=True)
        ),
        "password_hash": binary.chosen(np.zeros(n, np.int64), (DEMO_PASSWORD_HASH,)),
        "preferences": binary.json(preferences),
    }
