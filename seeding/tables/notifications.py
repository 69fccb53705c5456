"""notifications: of changes and comments, to the reporter or the assignee; most are read."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.clock import DAY_US
from seeding.history import NOTHING, Kind
from seeding.material import Material
from seeding.plan import Plan
from seeding.splits import drawn, lognormal
from seeding.wording import Wording

BYTES = 520
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
    history, chunk, clock = material.history, material.chunk, material.plan.clock
    before, n = chunk.share(material.plan.sizes.notifications)
    draws = material.draws("notifications", "rows")
    reporter = chunk.reporter[history.issue]
    assignee = history.final[Kind.ASSIGNEE][history.issue]
    person = np.where(history.user == reporter, assignee, reporter)
    untold = (person == history.user) | (person == NOTHING) | (history.kind == Kind.CREATED)
    entries = np.sort((draws.permutation(history.n) + untold * history.n).argsort(kind="stable")[:n])
    person = np.where(person == NOTHING, reporter, person)[entries]
    kind, moment = history.kind[entries], history.moment[entries]
    type_ = np.where(kind == Kind.COMMENTED, 2 + draws.chance(MENTIONED_PERMILLE, n), kind == Kind.ASSIGNEE)
    fresh = moment > clock.end - FRESH_DAYS * DAY_US
    unread = ~draws.chance(np.where(fresh, 500, 900), n)
    read = moment + draws.part(np.minimum(READ_DAYS * DAY_US, clock.end - moment))
    prose = material.prose("notifications", flat=True)
    counts = prose.counts(drawn(EXCERPT, draws, n))
    wording = Wording(material)
    order = draws.jostled(n)
    for begin in range(0, n, BLOCK):
        i = order[begin : begin + BLOCK]
        texts = zip(wording.payloads(entries[i]), prose.texts(counts[i]), strict=True)
        yield {
            "id": binary.number(before + 1 + i),
            "user_id": binary.number(person[i] + 1),
            "created_at": binary.number(clock.timestamp(moment[i])),
            "type": binary.chosen(type_[i], TYPES),
            "read_at": binary.number(clock.timestamp(read[i]), null=unread[i]),
            "data": binary.json(b'{%b, "excerpt": "%b"}' % (data.encode(), text) for data, text in texts),
        }
