"""Exact splits of a total, and quantile tables of heavy-tailed distributions, in whole numbers."""

from functools import lru_cache
from math import exp, log
from statistics import NormalDist

import numpy as np

from seeding.draws import Draws, Ints

RESOLUTION = 4096


def split(total: int, weights: Ints) -> Ints:
    """Whole parts of `total` in proportion to `weights`; they add up to `total` exactly."""
    if len(weights) == 0:
        return np.zeros(0, np.int64)
    ends = np.cumsum(weights)
    bounds = ends * total // max(1, int(ends[-1])) if ends[-1] else np.arange(1, len(ends) + 1) * 0
    bounds[-1] = total
    return np.diff(bounds, prepend=0)


def split_at_least(minimum: int, total: int, weights: Ints) -> Ints:
    """Like split, but no part is under `minimum` while the total allows it."""
    floor = min(minimum, total // max(1, len(weights)))
    return floor + split(total - floor * len(weights), weights)


def share_before(total: int, rank: int, whole: int) -> int:
    """How much of `total` belongs to the first `rank` of `whole` things."""
    return total * rank // whole if whole else 0


def starts(counts: Ints) -> Ints:
    """The index at which each part begins."""
    return np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64) if len(counts) else counts


@lru_cache(maxsize=64)
def lognormal(median: float, sigma: float, least: int, most: int) -> Ints:
    """Quantiles of a lognormal distribution, rounded and clipped."""
    normal = NormalDist()
    quantiles = (median * exp(sigma * normal.inv_cdf((i + 0.5) / RESOLUTION)) for i in range(RESOLUTION))
    return np.clip(np.array([round(q) for q in quantiles], np.int64), least, most)


@lru_cache(maxsize=8)
def pareto(alpha: float, unit: int, most: int) -> Ints:
    """Quantiles of a Pareto distribution that begins at 0, in units, clipped at `most` units."""
    tail = (exp(-log(1 - (i + 0.5) / RESOLUTION) / alpha) - 1 for i in range(RESOLUTION))
    return np.array([min(most * unit, round(q * unit)) for q in tail], np.int64)


def drawn(quantiles: Ints, draws: Draws, n: int) -> Ints:
    """n values of a quantile table."""
    return np.asarray(quantiles[draws.halves(n) >> 4], np.int64)


def zipf(n: int, exponent: float) -> Ints:
    """Weights of ranks 1 … n."""
    return np.array([max(1, round(1e6 / rank**exponent)) for rank in range(1, n + 1)], np.int64)
