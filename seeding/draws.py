"""Random numbers addressable by (seed, table, chunk, purpose), the same on every machine.

Only a bit generator's raw words and integer arithmetic are used: NumPy promises the former for ever, and
the latter rounds alike everywhere, so the same seed gives the same bytes.
"""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

WORD = 32
HALF = 16


class Draws:
    """A stream of its own for one purpose in one chunk of one table."""

    def __init__(self, seed: int, table: str, chunk: int, purpose: str) -> None:
        key = (zlib.crc32(table.encode()), chunk, zlib.crc32(purpose.encode()))
        self._bits = np.random.Philox(np.random.SeedSequence(entropy=seed, spawn_key=key))

    def words(self, n: int) -> NDArray[np.uint64]:
        """n words of 64 bits."""
        return np.asarray(self._bits.random_raw(n), np.uint64)

    def halves(self, n: int) -> NDArray[np.uint16]:
        """n numbers of 16 bits."""
        return self.words((n + 3) // 4).view("<u2")[:n]

    def below(self, bound: Ints | int, n: int | None = None) -> Ints:
        """n numbers in 0 … bound - 1 (0 where bound is 0); bounds up to 2^31."""
        limits = np.asarray(bound, np.uint64)
        draws = self.words(limits.size if n is None else n) >> np.uint64(WORD)
        return ((draws * limits) >> np.uint64(WORD)).astype(np.int64)

    def part(self, whole: Ints, power: int = 1) -> Ints:
        """A part of each of `whole`, which may be as large as 2^52; powers above 1 favour small parts."""
        draws = self.words(whole.size) >> np.uint64(WORD)
        share = draws
        for _ in range(power - 1):
            share = (share * draws) >> np.uint64(WORD)
        return scaled(whole, share)

    def chance(self, permille: Ints | int, n: int) -> Mask:
        """n booleans, true in `permille` of a thousand cases."""
        return self.below(1000, n) < permille

    def weighted(self, weights: tuple[int, ...], n: int) -> Ints:
        """n indexes into `weights`, as often as each weighs."""
        ends = np.cumsum(np.asarray(weights, np.int64))
        return np.searchsorted(ends, self.below(int(ends[-1]), n), side="right").astype(np.int64)

    def permutation(self, n: int) -> Ints:
        """The numbers 0 … n - 1 in random order."""
        return np.argsort(self.words(n), kind="stable").astype(np.int64)

    def jostled(self, n: int) -> Ints:
        """The numbers 0 … n - 1 in an order that only roughly keeps theirs (correlation about 0.9)."""
        return np.argsort(2 * np.arange(n, dtype=np.int64) + self.below(n, n), kind="stable").astype(np.int64)

    def take(self, pool: NDArray[Any], n: int) -> NDArray[Any]:
        """n entries of a pool."""
        return pool[self.below(len(pool), n)]


def scaled(whole: Ints, share: NDArray[np.uint64]) -> Ints:
    """whole * share / 2^32 without leaving 64 bits, for wholes up to 2^52."""
    coarse = whole.astype(np.uint64) >> np.uint64(21)
    fine = whole.astype(np.uint64) & np.uint64((1 << 21) - 1)
    return (((coarse * share) >> np.uint64(11)) + ((fine * share) >> np.uint64(WORD))).astype(np.int64)
