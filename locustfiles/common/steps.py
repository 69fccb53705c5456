"""Judging a load step by step: which step still held, and what has drifted since the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Step:
    """One step of a staircase: users, requests and failures in it, and its p95 in ms."""

    users: int
    requests: int
    failures: int
    p95: float

    def holds(self, max_p95: float, max_errors_percent: float) -> bool:
        """Whether it kept the limits; a step without requests does not."""
        errors = 100 * self.failures / self.requests if self.requests else 100.0
        return self.p95 <= max_p95 and errors <= max_errors_percent


def most_users_that_hold(steps: Sequence[Step], max_p95: float, max_errors_percent: float) -> int:
    """The users of the last step before the first that breaks; 0 where the first one does."""
    held = 0
    for step in steps:
        if not step.holds(max_p95, max_errors_percent):
            break
        held = step.users
    return held


def drift(samples: Sequence[float]) -> tuple[float, float]:
    """The medians of the first and of the last tenth."""
    if not samples:
        return 0.0, 0.0
    tenth = max(1, len(samples) // 10)
    return median(samples[:tenth]), median(samples[-tenth:])
