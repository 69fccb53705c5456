"""The history of a chunk's issues as the activity log tells it, and the state that it leads to.

Six entries an issue: its creation, each change of status, and for the rest changes of other fields and
comments. Values chain: what one change leaves is what the next one finds, and the last is the issue's own.
"""

from enum import IntEnum

import numpy as np

from seeding.chunk import NEVER, Chunk
from seeding.clock import DAY_US
from seeding.discussion import Discussion
from seeding.draws import Ints
from seeding.splits import split, starts

ESTIMATES = np.array([1, 2, 3, 5, 8], np.int64)
COMMENTED_PERCENT = 60
NOTHING = -1


class Kind(IntEnum):
    """What an entry is about."""

    CREATED = 0
    STATUS = 1
    ASSIGNEE = 2
    PRIORITY = 3
    DUE_DATE = 4
    ESTIMATE = 5
    COMMENTED = 6


A, P, D, E = Kind.ASSIGNEE, Kind.PRIORITY, Kind.DUE_DATE, Kind.ESTIMATE
FIELDS = (A, P, D, E)
TURNS = 64
ORDERS = ((A, P, D, E, P, A), (P, A, E, D), (D, A, P, P, E), (E, P, A, D, A))


def _turns() -> tuple[Ints, Ints]:
    """For each order of changes and turn: the field, and how many changes of that field came before."""
    fields = np.array([[*order, *[P] * (TURNS - len(order))] for order in ORDERS], np.int64)
    seen = np.zeros_like(fields)
    for field in FIELDS:
        hit = fields == field
        seen += np.where(hit, np.cumsum(hit, axis=1) - 1, 0)
    return fields, seen


FIELD_OF, SEEN = _turns()


class History:
    """Entries in the order of their times; `old` and `new` are codes whose meaning depends on the kind."""

    def __init__(self, chunk: Chunk, discussion: Discussion) -> None:
        self.chunk = chunk
        plan = chunk.plan
        _, n = chunk.share(plan.sizes.activity)
        draws = plan.draws("activity_log", chunk.index, "history")
        spare = n - chunk.n - int(chunk.steps.sum())
        commented = min(discussion.n, spare * COMMENTED_PERCENT // 100)
        self.changes = split(spare - commented, 64 + draws.below(256, chunk.n))
        self._values(chunk)
        issue, kind, old, new, moment = self._changed(chunk, spare - commented)
        comment = np.sort(draws.permutation(discussion.n)[:commented])
        stepped, step = np.nonzero(chunk.step_moment != NEVER)
        came_from = np.where(
            step == 0, chunk.initial[stepped], chunk.step_status[stepped, np.maximum(0, step - 1)]
        )
        rows = np.arange(chunk.n)
        actor = np.where(draws.chance(500, n), 1, 0)
        self.n = n
        parts = {
            "issue": (rows, stepped, issue, discussion.issue[comment]),
            "kind": (
                np.full(chunk.n, Kind.CREATED), np.full(len(step), Kind.STATUS), kind,
                np.full(commented, Kind.COMMENTED),
            ),
            "old": (np.full(chunk.n, NOTHING), came_from, old, np.full(commented, NOTHING)),
            "new": (np.full(chunk.n, NOTHING), chunk.step_status[stepped, step], new, comment),
            "moment": (
                chunk.moment, chunk.step_moment[stepped, step], moment, discussion.moment[comment],
            ),
        }  # fmt: skip
        whole = {name: np.concatenate(part).astype(np.int64) for name, part in parts.items()}
        order = np.argsort(whole["moment"], kind="stable")
        self.issue, self.kind, self.moment = (whole[name][order] for name in ("issue", "kind", "moment"))
        self.old, self.new = whole["old"][order], whole["new"][order]
        self.user = np.where(actor == 1, chunk.reporter[self.issue], chunk.first_choice[self.issue])
        self.user = np.where(self.kind == Kind.CREATED, chunk.reporter[self.issue], self.user)
        said = self.kind == Kind.COMMENTED
        self.user[said] = discussion.user[self.new[said]]
        self._last(chunk, discussion)

    def value(self, field: Kind, issue: Ints, turn: Ints) -> Ints:
        """The value of a field after `turn` changes of it; NOTHING for null."""
        never_set = (turn == 0) & (self.turns[field][issue] > 0)
        luck = self.luck[issue]
        if field == Kind.PRIORITY:
            return np.asarray((luck + turn * (1 + (luck >> 3) % 4)) % 5, np.int64)
        if field == Kind.ASSIGNEE:
            one, two = self.chunk.first_choice[issue], self.chunk.second_choice[issue]
            value = np.where(turn % 2 == 1, one, np.where(two == one, NOTHING, two))
            value = np.where(turn == 0, np.where((luck >> 5) % 8 > 0, one, NOTHING), value)
        elif field == Kind.DUE_DATE:
            day = self.chunk.moment[issue] // DAY_US + 5 + (luck >> 8) % 60
            value = np.where(turn == 0, np.where((luck >> 14) % 3 == 0, day, NOTHING), day + 7 * turn)
        else:
            value = ESTIMATES[((luck >> 16) + turn) % 5]
            value = np.where((turn == 0) & ((luck >> 18) % 2 == 0), NOTHING, value)
        return np.where(never_set, NOTHING, value).astype(np.int64)

    def _values(self, chunk: Chunk) -> None:
        draws = chunk.plan.draws("activity_log", chunk.index, "values")
        self.luck = draws.below(1 << 30, chunk.n)
        self._order = (self.luck >> 20) % len(ORDERS)
        self.turns = {
            field: np.concatenate(
                (np.zeros((len(ORDERS), 1), np.int64), np.cumsum(field == FIELD_OF, axis=1)), axis=1
            )[self._order, self.changes]
            for field in FIELDS
        }
        rows = np.arange(chunk.n)
        self.final = {field: self.value(field, rows, self.turns[field]) for field in FIELDS}

    def _changed(self, chunk: Chunk, n: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        draws = chunk.plan.draws("activity_log", chunk.index, "changes")
        issue = np.repeat(np.arange(chunk.n), self.changes)
        moment = chunk.within(issue, draws.part(chunk.elapsed[issue]))
        moment = moment[np.lexsort((moment, issue))]
        turn = np.arange(n) - starts(self.changes)[issue]
        kind = FIELD_OF[self._order[issue], turn]
        seen = SEEN[self._order[issue], turn]
        old, new = np.zeros(n, np.int64), np.zeros(n, np.int64)
        for field in FIELDS:
            here = kind == field
            old[here] = self.value(field, issue[here], seen[here])
            new[here] = self.value(field, issue[here], seen[here] + 1)
        return issue, kind, old, new, moment

    def _last(self, chunk: Chunk, discussion: Discussion) -> None:
        """The version and the time of the last change of each issue."""
        self.version = 1 + chunk.steps + self.changes
        self.updated = np.maximum(chunk.moment, discussion.last)
        np.maximum.at(self.updated, self.issue, self.moment)
