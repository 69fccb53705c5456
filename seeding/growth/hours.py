"""When things happen within a simulated day: the curve of working hours, every day alike."""

import numpy as np

from seeding.clock import DAY_US, HOUR_US, hour_weights
from seeding.draws import Ints

WEIGHTS = np.array(hour_weights(), np.int64)
BEFORE = np.concatenate(([0], np.cumsum(WEIGHTS)))
BITS = 20


def moment(share: Ints) -> Ints:
    """Microseconds into the day by which that share (of 2^20) of its work is done."""
    work = share * int(BEFORE[-1])
    hour = np.clip(np.searchsorted(BEFORE << BITS, work, side="right") - 1, 0, 23)
    into = (work - (BEFORE[hour] << BITS)) * HOUR_US // (WEIGHTS[hour] << BITS)
    return np.asarray(np.minimum(hour * HOUR_US + into, DAY_US - 1), np.int64)
