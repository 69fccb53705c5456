"""notifications: of changes and comments, to the reporter or the assignee; most are read."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.clock import DAY_US
from seeding.history import Kind
from seeding.material import Material
from seeding.plan import Plan
from seeding.splits import drawn, lognormal

BYTES = 537
BLOCK = 2048
EXCERPT = lognormal(150, 0.35, 40, 600)
TYPES = ("issue_status_changed", "issue_assigned", "issue_commented", "issue_mentioned")
MENTIONED_PERMILLE = 150
FRESH_DAYS = 14
READ_DAYS = 5


def total(plan: Plan) -> int:
    """One row an issue."""
    return plan.sizes.notifications


def rows(material: Material) -> Iterator[Columns]:
    """Entries of the history that somebody else is told about."""
    told, clock = material.told, material.plan.clock
    n, moment = told.n, told.moment
    draws = material.draws("notifications", "rows")
    kind = material.history.kind[told.entries]
    type_ = np.where(kind == Kind.COMMENTED, 2 + draws.chance(MENTIONED_PERMILLE, n), kind == Kind.ASSIGNEE)
    fresh = moment > clock.end - FRESH_DAYS * DAY_US
    unread = ~draws.chance(np.where(fresh, 500, 900), n)
    read = moment + draws.part(np.minimum(READ_DAYS * DAY_US, clock.end - moment))
    prose = material.prose("notifications", flat=True, short=True)
    counts = prose.counts(drawn(EXCERPT, draws, n))
    ids, wording = material.ids("notifications", moment), material.wording
    order = draws.jostled(n)
    for begin in range(0, n, BLOCK):
        i = order[begin : begin + BLOCK]
        yield {
            "id": binary.number(ids[i]),
            "user_id": binary.number(told.person[i] + 1),
            "created_at": binary.number(clock.timestamp(moment[i])),
            "type": binary.chosen(type_[i], TYPES),
            "read_at": binary.number(clock.timestamp(read[i]), null=unread[i]),
            "data": binary.json_of(
                b'{%b, "excerpt": "%b"}', wording.payloads(told.entries[i]), prose.texts(counts[i]).tolist()
            ),
        }
