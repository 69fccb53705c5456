"""The two sides' figures against each other, and a verdict that admits noise.

Each figure has one value per play, and both sides are played equally often, in turn (A B B A), so that what
drifts over time (caches, a busy machine) meets both. A figure has changed only where the two sides do not
overlap, and their means are further apart than either side's own plays are, and the change is worth speaking
of. Anything less is within the noise.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from statistics import fmean
from typing import Any

from lab.trial.play import Play

WORTH_SPEAKING_OF = 0.1
WORTH_SPEAKING_OF_WORK = 0.2  # work per request also depends on which requests came, a tenth either way
LEAST_MS = 2.0
LEAST_FAILED_SHARE = 0.005
FEWEST_REQUESTS = 20


class Word(StrEnum):
    """What became of a figure."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "within the noise"
    FEW = "too few requests"


class Verdict(StrEnum):
    """What became of the whole."""

    BENEFIT = "benefit"
    HARM = "harm"
    MIXED = "mixed"
    NOTHING = "no difference beyond the noise"


@dataclass(frozen=True)
class Figure:
    """One figure's values per play without (a) and with (b) the advice; less is better throughout."""

    name: str
    unit: str
    a: list[float]
    b: list[float]
    least: float
    enough: bool = True
    share_from: float = WORTH_SPEAKING_OF

    @property
    def change(self) -> float:
        """The difference of the means."""
        return fmean(self.b) - fmean(self.a)

    @property
    def share(self) -> float | None:
        """The change as a share of the figure without the advice."""
        return self.change / fmean(self.a) if fmean(self.a) else None

    @property
    def spread(self) -> float:
        """How far the plays of one side are apart; the larger of the two sides."""
        return max(max(self.a) - min(self.a), max(self.b) - min(self.b))

    @property
    def word(self) -> Word:
        """Better or worse where the change stands out from the spread."""
        if not self.enough:
            return Word.FEW
        apart = max(self.b) < min(self.a) or min(self.b) > max(self.a)
        large = abs(self.change) >= max(self.least, self.share_from * abs(fmean(self.a)))
        if not (apart and large and abs(self.change) > self.spread):
            return Word.SAME
        return Word.BETTER if self.change < 0 else Word.WORSE

    def as_json(self) -> dict[str, Any]:
        """The figure as the report has it."""
        return {
            "name": self.name,
            "unit": self.unit,
            "without": [round(value, 3) for value in self.a],
            "with": [round(value, 3) for value in self.b],
            "change": round(self.change, 3),
            "share": None if self.share is None else round(self.share, 4),
            "spread": round(self.spread, 3),
            "verdict": str(self.word),
        }


def compare(plays: list[Play]) -> list[Figure]:
    """The figures of the whole load, then the p95 of each endpoint."""
    return [*_whole(plays), *_endpoints(plays)]


def verdict(figures: list[Figure]) -> Verdict:
    """Benefit or harm where something changed one way, mixed where both ways."""
    words = {figure.word for figure in figures}
    if Word.BETTER in words:
        return Verdict.MIXED if Word.WORSE in words else Verdict.BENEFIT
    return Verdict.HARM if Word.WORSE in words else Verdict.NOTHING


def _whole(plays: list[Play]) -> Iterator[Figure]:
    yield _figure(plays, "p95 of all requests", "ms", LEAST_MS, lambda one: one.p95)
    yield _figure(
        plays, "failed requests", "share", LEAST_FAILED_SHARE, lambda one: one.failures / one.requests
    )
    if any(one.work is None for one in plays):
        return
    for name, unit, field in (
        ("database time per request", "ms", "ms"),
        ("blocks per request", "blocks", "blocks"),
        ("WAL per request", "bytes", "wal"),
    ):
        yield _figure(plays, name, unit, 0.0, partial(_per_request, field), WORTH_SPEAKING_OF_WORK)


def _per_request(field: str, one: Play) -> float:
    value: float = getattr(one.work, field)
    return value / one.requests


def _endpoints(plays: list[Play]) -> Iterator[Figure]:
    rows = [{row["name"]: row for row in one.endpoints} for one in plays]
    for name in sorted({name for found in rows for name in found}):
        if all(name in found for found in rows):
            counts = [found[name]["requests"] for found in rows]
            values = [found[name]["p95"] for found in rows]
            sides = {
                side: [v for one, v in zip(plays, values, strict=True) if one.side == side] for side in "ab"
            }
            enough = min(counts) >= FEWEST_REQUESTS
            yield Figure(f"p95 of {name}", "ms", sides["a"], sides["b"], LEAST_MS, enough)


def _figure(
    plays: list[Play],
    name: str,
    unit: str,
    least: float,
    value: Callable[[Play], float],
    share_from: float = WORTH_SPEAKING_OF,
) -> Figure:
    a, b = ([value(one) for one in plays if one.side == side] for side in "ab")
    return Figure(name, unit, a, b, least, share_from=share_from)
