"""How many users of each persona are wanted.

Lives outside of the dispatcher, which Locust drops at every stop: what was dialled is what the next start
begins with.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """A persona: its class's name, its fixed count (0: flexible) and its weight among the flexible ones."""

    name: str
    fixed: int
    weight: float


class Plan:
    """The wanted users per persona: what was dialled by hand, and how a total falls out."""

    def __init__(self) -> None:
        self.wanted: dict[str, int] = {}
        self._dialled: dict[str, int] = {}

    def dial(self, counts: Mapping[str, int], kinds: list[Kind]) -> int:
        """Set some personas and leave the others as they are; the new total."""
        self._dialled.update(counts)
        self.wanted = {**self.now(kinds), **counts}
        return sum(self.wanted.values())

    def now(self, kinds: list[Kind]) -> dict[str, int]:
        """What is wanted now, or at the next start: fixed counts where nobody has said otherwise."""
        return {kind.name: self.wanted.get(kind.name, kind.fixed) for kind in kinds}

    def forget(self) -> None:
        """Go back to the fixed counts, with no flexible users."""
        self.wanted, self._dialled = {}, {}

    def split(self, total: int, kinds: list[Kind]) -> dict[str, int]:
        """A total over the personas, and remember it; a total of 0 is a stop, which is not remembered.

        As it is where the total agrees with it. Else only the flexible personas grow and shrink, by weight,
        beside the dialled or fixed counts of the others; a total below those shrinks them in proportion.
        """
        wanted = self.now(kinds)
        if total != sum(wanted.values()):
            held = {kind.name: self._dialled.get(kind.name, kind.fixed) for kind in kinds if kind.fixed}
            wanted = dict.fromkeys(wanted, 0) | _flexed(total, held, kinds)
        if total:
            self.wanted = dict(wanted)
        return wanted


def _flexed(total: int, held: dict[str, int], kinds: list[Kind]) -> dict[str, int]:
    flexible = {kind.name: kind.weight for kind in kinds if not kind.fixed and kind.weight > 0}
    rest = total - sum(held.values())
    if rest < 0 or not flexible:
        return shared(total, held)
    return held | shared(rest, flexible)


def shared(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """A total in proportion to weights, in whole users that add up to it."""
    whole = sum(weights.values())
    if not whole:
        weights, whole = dict.fromkeys(weights, 1), len(weights)
    exact = {name: total * weight / whole for name, weight in weights.items()}
    counts = {name: int(amount) for name, amount in exact.items()}
    left = total - sum(counts.values())
    for name in sorted(exact, key=lambda name: counts[name] - exact[name])[:left]:
        counts[name] += 1
    return counts
