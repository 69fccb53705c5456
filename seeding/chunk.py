"""Chunk k of the issues, without its texts: who made which issue when, and how far it got.

Everything that hangs on an issue starts from here, so that tables agree without looking anything up. Making
it takes about 2 ms.
"""

from functools import cached_property

import numpy as np

from seeding.clock import WORKDAY
from seeding.draws import Ints, Mask
from seeding.plan import Plan
from seeding.splits import drawn, lognormal, share_before, starts
from seeding.titles import titles
from seeding.workflow import FRACTIONS, INITIAL, MOST_STEPS, STATUSES_AFTER, WEIGHTS, Status

LIFE_UNIT = WORKDAY // 16
QUICK = lognormal(16 * 7, 1.2, 1, 16 * 900)
SLOW = lognormal(16 * 330, 0.8, 16, 16 * 900)
SLOW_PERMILLE = 290
STEP_JITTER = 12 << 8
STARTED = (Status.IN_PROGRESS, Status.IN_REVIEW, Status.DONE)
CLOSED = (Status.DONE, Status.CANCELLED)
NEVER = np.iinfo(np.int64).max


class Chunk:
    """The issues of one chunk, in the order of their ids and of their creation."""

    def __init__(self, plan: Plan, index: int) -> None:
        self.plan = plan
        self.index = index
        before, after = plan.issues_before(index), plan.issues_before(index + 1)
        self.before, self.n = int(before.sum()), int((after - before).sum())
        draws = plan.draws("issues", index, "people")
        project = np.repeat(np.arange(len(before)), after - before)
        low = np.maximum(int(plan.edges[index]), plan.project_start[project])
        u = low + draws.below(int(plan.edges[index + 1]) - low)
        moment = np.minimum(plan.clock.moment_at(u, draws), plan.clock.end - 1)
        order = np.argsort(moment, kind="stable")
        self.project, self.u, self.moment = project[order], u[order], moment[order]
        self.organization = plan.project_organization[self.project]
        self.number = before[self.project] + _rank_within(self.project) + 1
        self.id = self.before + 1 + np.arange(self.n)
        self.users = plan.joined(self.organization, self.u)
        self.reporter = self.someone(draws.below(1 << 31, self.n))
        self.first_choice = self.someone(draws.below(1 << 31, self.n))
        self.second_choice = self.someone(draws.below(1 << 31, self.n))
        self._progress()

    def someone(self, draw: Ints, issue: Ints | None = None) -> Ints:
        """A user (index) of each issue's organization who had joined by then, early ones more often."""
        users = self.users if issue is None else self.users[issue]
        organization = self.organization if issue is None else self.organization[issue]
        skewed = (draw * draw) >> 31
        return np.asarray(self.plan.user_first[organization] + ((users * skewed) >> 31), np.int64)

    def share(self, total: int) -> tuple[int, int]:
        """The rows of this chunk in a table of `total` rows: how many come before, and how many there are."""
        whole = self.plan.sizes.issues
        first = share_before(total, self.before, whole)
        return first, share_before(total, self.before + self.n, whole) - first

    def within(self, issue: Ints, part: Ints) -> Ints:
        """Moments within the issues' active lives, `part` being work since their creation."""
        moment = self.plan.clock.moment_of(self.work[issue] + part)
        return np.clip(moment, self.moment[issue], self.plan.clock.end - 1)

    @cached_property
    def titles(self) -> list[str]:
        """The issues' titles."""
        return titles(self.plan.draws("issues", self.index, "titles"), self.n)

    def _progress(self) -> None:
        clock = self.plan.clock
        draws = self.plan.draws("issues", self.index, "life")
        self.work = clock.work_at(self.moment)
        slow = draws.chance(SLOW_PERMILLE, self.n)
        life = np.where(slow, drawn(SLOW, draws, self.n), drawn(QUICK, draws, self.n)) * LIFE_UNIT
        self.elapsed = np.minimum(life, clock.work_end - self.work)
        self.life = life
        path = draws.weighted(WEIGHTS, self.n)
        jitter = draws.below(STEP_JITTER, self.n * MOST_STEPS).reshape(self.n, MOST_STEPS)
        at = (FRACTIONS[path] << 8) + np.where(FRACTIONS[path] < 256, jitter, 0)
        work = self.work[:, None] + (((life[:, None] >> 8) * at) >> 8)
        happened: Mask = (FRACTIONS[path] > 0) & (work < clock.work_end)
        self.steps = happened.sum(axis=1)
        self.step_status = STATUSES_AFTER[path]
        moments = np.clip(
            clock.moment_of(work.ravel()).reshape(work.shape), self.moment[:, None], clock.end - 1
        )
        self.step_moment = np.where(happened, moments, NEVER)
        self.initial = INITIAL[path]
        last = np.maximum(self.steps - 1, 0)
        rows = np.arange(self.n)
        self.status = np.where(self.steps == 0, self.initial, self.step_status[rows, last])
        started = np.isin(self.step_status, STARTED) & happened
        self.started = np.where(started, self.step_moment, NEVER).min(axis=1, initial=NEVER)
        self.closed = np.where(np.isin(self.status, CLOSED), self.step_moment[rows, last], NEVER)


def _rank_within(group: Ints) -> Ints:
    """The position of each entry among those of its group."""
    order = np.argsort(group, kind="stable")
    counts = np.bincount(group)
    counts = counts[counts > 0]
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts(counts), counts)
    return rank
