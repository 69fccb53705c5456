"""How many users at which second: the arithmetic of the shapes. None is after the end."""

from collections.abc import Sequence
from itertools import pairwise


def along(seconds: float, corners: Sequence[tuple[float, float]]) -> float | None:
    """The height at a moment of a line through corners (second, height), sorted by second."""
    for (start, before), (end, after) in pairwise(corners):
        if seconds < end:
            return before + (after - before) * (seconds - start) / (end - start)
    return None


def hill(seconds: float, low: float, high: float, up_s: float, hold_s: float, down_s: float) -> float | None:
    """Up from `low` to `high`, along the top, and down again."""
    top, slope, end = up_s, up_s + hold_s, up_s + hold_s + down_s
    return along(seconds, [(0, low), (top, high), (slope, high), (end, low)])


def day(seconds: float, levels: Sequence[float], peak: float, length_s: float) -> float | None:
    """A day of evenly spaced levels, in percent of the peak."""
    step = length_s / (len(levels) - 1)
    return along(seconds, [(number * step, peak * level / 100) for number, level in enumerate(levels)])


def spikes(
    seconds: float, low: float, high: float, calm_s: float, spike_s: float, count: int
) -> float | None:
    """Calm at `low`, suddenly `high`, `count` times over, and calm at the end."""
    period = calm_s + spike_s
    if seconds >= count * period + calm_s:
        return None
    return low if seconds % period < calm_s else high
