"""The load guide's four workloads: regular users, and for how long. The other personas keep their counts."""

from collections.abc import Iterable
from typing import NamedTuple


class Preset(NamedTuple):
    """Regular users and seconds."""

    regular_users: int
    run_time_s: int


PRESETS = {
    "quick": Preset(10, 5 * 60),
    "standard": Preset(50, 60 * 60),
    "heavy": Preset(200, 8 * 60 * 60),
    "continuous": Preset(30, 168 * 60 * 60),
}
SPAWN_RATE_PER_S = 10.0


def total_users(preset: Preset, fixed_counts: Iterable[int]) -> int:
    """All users of a preset: the regular ones, if any persona is flexible, beside those of fixed counts."""
    counts = list(fixed_counts)
    return sum(counts) + (0 if all(counts) else preset.regular_users)
