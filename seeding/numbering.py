"""Ids that follow time across chunks, as an identity column's would.

A chunk's comments reach into later years, so ids cannot be given chunk by chunk. Time is cut into buckets (a
day each, ten minutes in the last two weeks); a census counts each chunk's rows per bucket, and then every
chunk knows its first id in every bucket without looking at another.
"""

from collections.abc import Iterator, Mapping
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


def numbered(counts: Mapping[int, Count]) -> Iterator[tuple[int, Starts]]:
    """The starts of each chunk, from the counts of all."""
    whole = np.zeros(len(edges()), np.int64)
    for each in counts.values():
        whole[each.first : each.first + len(each.counts)] += each.counts
    next_id = np.cumsum(whole) - whole
    for chunk in sorted(counts):
        each = counts[chunk]
        part = slice(each.first, each.first + len(each.counts))
        yield chunk, Starts(each.first, next_id[part].copy())
        next_id[part] += each.counts
