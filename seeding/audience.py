"""Which entries of a chunk's history somebody was told about, and which were sent to a webhook."""

import numpy as np

from seeding.draws import Ints
from seeding.history import NOTHING, History, Kind


class Told:
    """One entry and one person per notification, in the order of time."""

    def __init__(self, history: History) -> None:
        chunk = history.chunk
        _, self.n = chunk.share(chunk.plan.sizes.notifications)
        draws = chunk.plan.draws("notifications", chunk.index, "told")
        reporter = chunk.reporter[history.issue]
        assignee = history.final[Kind.ASSIGNEE][history.issue]
        person = np.where(history.user == reporter, assignee, reporter)
        untold = (person == history.user) | (person == NOTHING) | (history.kind == Kind.CREATED)
        self.entries = _some(draws.permutation(history.n) + untold * history.n, self.n)
        self.person = np.where(person == NOTHING, reporter, person)[self.entries]
        self.moment = history.moment[self.entries]


class Sent:
    """One entry per webhook delivery, in the order of time."""

    def __init__(self, history: History) -> None:
        chunk = history.chunk
        _, self.n = chunk.share(chunk.plan.sizes.deliveries)
        draws = chunk.plan.draws("webhook_deliveries", chunk.index, "sent")
        self.entries = _some(draws.permutation(history.n), self.n)
        self.moment = history.moment[self.entries]


def _some(preference: Ints, n: int) -> Ints:
    """The n indexes of least preference value, in their own order."""
    return np.sort(np.argsort(preference, kind="stable")[:n])
