"""Two years of working time: when issues are made, and when people work on them.

Three measures of time, all whole numbers: a `moment` is microseconds since the start; `work` weighs them by
hour and weekday, so that what takes three working days skips the weekend; `u` (0 to 2^30) is the share of
all issues made so far, which also grows with the company.
"""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from seeding.draws import Draws, Ints

DAYS = 730
HOURS = DAYS * 24
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
U_BITS = 30
U = 1 << U_BITS
JITTER_US = 20_000
GROWTH_PERMILLE = 2000
WEEKEND_DIVISOR = 7

CURVE = ((0, 10), (6, 40), (9, 100), (12, 60), (14, 100), (18, 50), (21, 20))
POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def hour_weights() -> tuple[int, ...]:
    """Percent of the peak in each hour of a weekday."""
    return tuple(next(share for start, share in reversed(CURVE) if start <= hour) for hour in range(24))


WORKDAY = sum(hour_weights()) * HOUR_US


class Clock:
    """The two years before `until` (00:00 UTC)."""

    def __init__(self, until: date) -> None:
        self.start = datetime(until.year, until.month, until.day, tzinfo=UTC) - timedelta(days=DAYS)
        self.origin = (self.start - POSTGRES_EPOCH) // timedelta(microseconds=1)
        self.end = DAYS * DAY_US
        day = np.arange(HOURS) // 24
        weekday = (self.start.weekday() + day) % 7
        weight = np.array(hour_weights(), np.int64)[np.arange(HOURS) % 24]
        self.weight = np.where(weekday >= 5, np.maximum(1, weight // WEEKEND_DIVISOR), weight)
        self.work_before = np.concatenate(([0], np.cumsum(self.weight * HOUR_US)))
        self.made = self.weight * (1000 + GROWTH_PERMILLE * np.arange(HOURS) // HOURS)
        self.made_before = np.concatenate(([0], np.cumsum(self.made)))

    @property
    def work_end(self) -> int:
        """All the work there was."""
        return int(self.work_before[-1])

    def moment_at(self, u: Ints, draws: Draws | None = None) -> Ints:
        """The moments by which the shares `u` of all issues were made, jittered by up to 20 ms."""
        target = (u * int(self.made_before[-1])) >> U_BITS
        hour = np.minimum(np.searchsorted(self.made_before, target, side="right") - 1, HOURS - 1)
        moment = hour * HOUR_US + (target - self.made_before[hour]) * HOUR_US // self.made[hour]
        return np.asarray(moment + draws.below(JITTER_US, len(u)) if draws else moment, np.int64)

    def work_at(self, moment: Ints) -> Ints:
        """The work done by each moment."""
        hour = np.clip(moment // HOUR_US, 0, HOURS - 1)
        return np.asarray(self.work_before[hour] + self.weight[hour] * (moment - hour * HOUR_US), np.int64)

    def moment_of(self, work: Ints) -> Ints:
        """The moments at which that much work was done; the end where there was not so much."""
        hour = np.clip(np.searchsorted(self.work_before, work, side="right") - 1, 0, HOURS - 1)
        return np.asarray(hour * HOUR_US + (work - self.work_before[hour]) // self.weight[hour], np.int64)

    def day(self, moment: Ints) -> Ints:
        """The day of each moment, counted from the start."""
        return moment // DAY_US

    def timestamp(self, moment: Ints) -> Ints:
        """PostgreSQL's timestamptz: microseconds since 2000."""
        return moment + self.origin

    def date(self, day: Ints) -> Ints:
        """PostgreSQL's date: days since 2000."""
        return day + (self.start - POSTGRES_EPOCH).days
