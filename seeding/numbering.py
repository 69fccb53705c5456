"""Ids that follow time across chunks, as an identity column's would.

A chunk's comments reach into later years, so ids cannot be given chunk by chunk. Time is cut into buckets (a
day each, ten minutes in the last two weeks); a census counts each chunk's rows per bucket, and then every
chunk knows its first id in every bucket without looking at another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from seeding.clock import DAY_US, DAYS
from seeding.draws import Ints

FINE_DAYS = 14
FINE_US = 600_000_000


@lru_cache(maxsize=1)
def edges() -> Ints:
    """Where each bucket begins."""
    days = np.arange(0, DAYS - FINE_DAYS) * DAY_US
    fine = np.arange((DAYS - FINE_DAYS) * DAY_US, DAYS * DAY_US, FINE_US)
    return np.concatenate((days, fine)).astype(np.int64)


def bucket(moment: Ints) -> Ints:
    """The bucket of each moment."""
    return np.searchsorted(edges(), moment, side="right").astype(np.int64) - 1


@dataclass(frozen=True)
class Count:
    """A chunk's rows per bucket, from the first that has any."""

    first: int
    counts: Ints


def count(moments: Ints) -> Count:
    """Count sorted moments."""
    if len(moments) == 0:
        return Count(0, np.zeros(0, np.int64))
    buckets = bucket(moments)
    first = int(buckets[0])
    return Count(first, np.bincount(buckets - first).astype(np.int64))


@dataclass(frozen=True)
class Starts:
    """The id before a chunk's first one in each bucket, from bucket `first` on."""

    first: int
    before: Ints

    def ids(self, moments: Ints) -> Ints:
        """Ids for sorted moments of this chunk."""
        buckets = bucket(moments)
        rank = np.arange(len(moments)) - np.searchsorted(buckets, buckets, side="left")
        return np.asarray(self.before[buckets - self.first] + rank + 1, np.int64)


class Numbers:
    """Hands out the starts of a table's chunks, which ask in the order of their numbers."""

    def __init__(self, rows_per_bucket: Ints) -> None:
        self._next = np.cumsum(rows_per_bucket) - rows_per_bucket

    def starts(self, count: Count) -> Starts:
        """The starts of the next chunk, which has these counts."""
        part = slice(count.first, count.first + len(count.counts))
        starts = Starts(count.first, self._next[part].copy())
        self._next[part] += count.counts
        return starts


def total(counts: Iterable[Count]) -> Ints:
    """The rows of all chunks per bucket."""
    whole = np.zeros(len(edges()), np.int64)
    for each in counts:
        whole[each.first : each.first + len(each.counts)] += each.counts
    return whole
