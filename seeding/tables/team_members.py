"""team_members: everybody is in a team, two in five in a second one."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.draws import Ints
from seeding.plan import Plan

ENTITIES = "users"
BYTES = 150
SECOND_PERMILLE = 400
ROLES = ("lead", "member")


def total(plan: Plan) -> int:
    """About 1.4 rows a user."""
    return plan.sizes.users * (1000 + SECOND_PERMILLE) // 1000


def rows(plan: Plan, indexes: Ints) -> Iterator[Columns]:
    """The first member of a team leads it."""
    n = len(indexes)
    draws = plan.draws("team_members", int(indexes.min()), "rows")
    organization = plan.user_organization[indexes]
    teams = plan.team_count[organization]
    rank = indexes - plan.user_first[organization]
    home = rank % teams
    second = draws.chance(SECOND_PERMILLE, n) & (teams > 1)
    other = (home + 1 + draws.below(np.maximum(1, teams - 1))) % teams
    joined = plan.clock.timestamp(plan.clock.moment_at(plan.user_joined()[indexes]))
    user = np.concatenate((indexes, indexes[second]))
    team = np.concatenate((home, other[second])) + plan.team_first[plan.user_organization[user]]
    member = np.concatenate(((rank >= teams).astype(np.int64), np.ones(int(second.sum()), np.int64)))
    yield {
        "team_id": binary.number(team + 1),
        "user_id": binary.number(user + 1),
        "created_at": binary.number(np.concatenate((joined, joined[second]))),
        "role": binary.chosen(member, ROLES),
    }
