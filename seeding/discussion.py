"""The comments of a chunk, without their bodies: which issue, who, when; few issues get most of them."""

import numpy as np

from seeding.chunk import Chunk
from seeding.clock import DAY_US
from seeding.plan import GUEST
from seeding.splits import drawn, pareto, split

ALPHA, UNIT, MOST = 1.4, 16, 90
FRESH, GROWN = 64, 192
INTERNAL_PERMILLE = 100


class Discussion:
    """Comments in the order of their times."""

    def __init__(self, chunk: Chunk) -> None:
        plan = chunk.plan
        _, n = chunk.share(plan.sizes.comments)
        draws = plan.draws("comments", chunk.index, "people")
        age = FRESH + (chunk.elapsed >> 20) * GROWN // np.maximum(1, chunk.life >> 20)
        self.count = split(n, (1 + drawn(pareto(ALPHA, UNIT, MOST), draws, chunk.n)) * age)
        issue = np.repeat(np.arange(chunk.n), self.count)
        moment = chunk.within(issue, draws.part(chunk.elapsed[issue]))
        self.last = np.zeros(chunk.n, np.int64)
        np.maximum.at(self.last, issue, moment)
        order = np.argsort(moment, kind="stable")
        self.n = n
        self.issue, self.moment = issue[order], moment[order]
        role = draws.below(100, n)
        other = chunk.someone(draws.below(1 << 31, n), self.issue)
        self.user = np.where(role < 35, chunk.reporter[self.issue], chunk.first_choice[self.issue])
        self.user = np.where(role < 65, self.user, other)
        self.internal = draws.chance(INTERNAL_PERMILLE, n) & (plan.user_role[self.user] != GUEST)
        edited = draws.chance(80, n)
        later = np.minimum(self.moment + (draws.below(DAY_US >> 10, n) << 10), plan.clock.end - 1)
        self.updated = np.where(edited, later, self.moment)
