"""Axes: round steps, and figures in words that fit beside them."""

import math

KB = 1024.0
UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def ticks(largest: float, most: int = 5) -> list[float]:
    """Round steps from 0 to `largest` or just beyond; [0, 1] for nothing."""
    if largest <= 0:
        return [0.0, 1.0]
    step = _round_step(largest / most)
    return [step * place for place in range(math.ceil(largest / step - 1e-9) + 1)]


def byte_ticks(largest: float, most: int = 5) -> list[float]:
    """The same in round numbers of KiB, MiB or GiB."""
    unit = KB ** max(0, int(math.log(max(largest, 1.0), KB)))
    return [value * unit for value in ticks(largest / unit, most)]


def log_ticks(smallest: float, largest: float) -> list[float]:
    """Powers of ten around a range of positive figures."""
    low, high = math.floor(math.log10(smallest)), math.ceil(math.log10(largest))
    return [10.0**power for power in range(low, max(high, low + 1) + 1)]


def day_ticks(first: int, last: int, room: int) -> list[int]:
    """Days to name on an axis that has room for so many."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= max(room, 1))
    return [day for day in range(first, last + 1) if day % step == 0 or step == 1] or [first]


def bytes_words(value: float) -> str:
    """Bytes for people."""
    place = 0
    while abs(value) >= KB and place + 1 < len(UNITS):
        value, place = value / KB, place + 1
    return f"{value:.3g} {UNITS[place]}" if value < 1000 else f"{value:.0f} {UNITS[place]}"


def ms_words(value: float) -> str:
    """Milliseconds for people."""
    if value >= 1_000:
        return f"{value / 1000:.3g} s"
    return f"{value:.0f} ms" if value >= 100 else f"{value:.3g} ms"


def count_words(value: float) -> str:
    """A count for people."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g} M"
    return f"{value / 1000:.3g} k" if value >= 10_000 else f"{value:,.0f}"


def percent_words(value: float) -> str:
    """A share for people."""
    return f"{value:.0%}"


def _round_step(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= step * (1 - 1e-9))
