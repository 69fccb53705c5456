"""Plays the roadmap in simulated days: a few changes a day, spread over the day's length."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from roadmap.apply import Outcome, apply_next, apply_until
from roadmap.plan import Plan
from roadmap.step import ChangeFailed

Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A change that was given up; the next slot tries it again."""

    reason: str


def simulate(
    engine: Engine,
    plan: Plan,
    changes_per_day: int,
    day_length_s: float,
    days: int | None = None,
    lock_timeout_ms: int = 5_000,
    pause: Pause = time.sleep,
) -> Iterator[Outcome | Failure]:
    """Apply the changes that are still to come, `changes_per_day` in each `day_length_s` seconds.

    Ends after `days` simulated days, or with the last change. Where an earlier simulation was stopped, this
    one goes on. A change that is given up is yielded as a Failure and tried again in the next slot.
    """
    apply_until(engine, 0, lock_timeout_ms)
    slot_s = day_length_s / changes_per_day
    due = time.monotonic()
    slots = 0
    while days is None or slots < days * changes_per_day:
        try:
            outcome = apply_next(engine, lock_timeout_ms, plan)
        except ChangeFailed as failure:
            yield Failure(failure.message)
        else:
            if outcome is None:
                return
            yield outcome
        slots += 1
        due += slot_s
        pause(max(0.0, due - time.monotonic()))
