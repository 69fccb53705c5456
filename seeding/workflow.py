"""The ways of an issue through its statuses, each with how often it is taken.

A step is a share of the issue's life in 256ths and the status that it leads to. No way has more than five
steps: with the creation that is the six log entries an issue has room for.
"""

from enum import IntEnum

import numpy as np

from seeding.draws import Ints

STATUS_LABELS = ("backlog", "todo", "in_progress", "in_review", "done", "cancelled")
PRIORITY_LABELS = ("none", "low", "medium", "high", "urgent")
MOST_STEPS = 5


class Status(IntEnum):
    """Indexes into STATUS_LABELS."""

    BACKLOG = 0
    TODO = 1
    IN_PROGRESS = 2
    IN_REVIEW = 3
    DONE = 4
    CANCELLED = 5


B, T, P, R, D, C = Status
WAYS: tuple[tuple[int, Status, tuple[tuple[int, Status], ...]], ...] = (
    (30, B, ((40, T), (90, P), (200, R), (256, D))),
    (16, T, ((60, P), (190, R), (256, D))),
    (14, B, ((110, P), (256, D))),
    (12, T, ((50, P), (256, D))),
    (8, T, ((50, P), (120, R), (150, P), (220, R), (256, D))),
    (6, B, ((30, T), (60, P), (150, D), (190, P), (256, D))),
    (6, B, ((256, C),)),
    (4, B, ((60, T), (256, C))),
    (4, B, ((30, T), (80, P), (256, C))),
)


def _table(part: int) -> Ints:
    table = np.zeros((len(WAYS), MOST_STEPS), np.int64)
    for row, (_, _, steps) in enumerate(WAYS):
        table[row, : len(steps)] = [step[part] for step in steps]
    return table


WEIGHTS = tuple(weight for weight, _, _ in WAYS)
INITIAL = np.array([initial for _, initial, _ in WAYS], np.int64)
FRACTIONS = _table(0)
STATUSES_AFTER = _table(1)
