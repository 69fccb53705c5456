"""Counts, and the three figures made of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lab.score.verdict import Reason, Row, Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows got which verdict; a figure that nothing stands behind is None.

    `undecidable` are those of the decoys that no look at the database alone can tell from a finding.
    """

    found: int = 0
    missed: int = 0
    false_alarms: int = 0
    decoys: int = 0
    stale: int = 0
    not_covered: int = 0
    not_scored: int = 0
    undecidable: int = 0

    @property
    def precision_decidable(self) -> float | None:
        """The precision without the decoys that cannot be told from the database alone."""
        return _share(self.found, self.found + self.false_alarms - self.undecidable)

    @property
    def precision(self) -> float | None:
        """The share of what the tool asserted that is true."""
        return _share(self.found, self.found + self.false_alarms)

    @property
    def recall(self) -> float | None:
        """The share of what the tool could see that it found."""
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both: 2 found / (2 found + missed + false alarms)."""
        return _share(2 * self.found, 2 * self.found + self.missed + self.false_alarms)

    def as_json(self) -> dict[str, Any]:
        """The tally as `score --json` prints it."""
        return {
            "found": self.found,
            "missed": self.missed,
            "false_alarms": self.false_alarms,
            "decoys": self.decoys,
            "stale": self.stale,
            "not_covered": self.not_covered,
            "not_scored": self.not_scored,
            "undecidable": self.undecidable,
            "precision": _rounded(self.precision),
            "precision_decidable": _rounded(self.precision_decidable),
            "recall": _rounded(self.recall),
            "f1": _rounded(self.f1),
        }


def tally(rows: Iterable[Row]) -> Tally:
    """Count rows."""
    counts = dict.fromkeys(Verdict, 0)
    decoys = stale = undecidable = 0
    for row in rows:
        counts[row.verdict] += 1
        decoys += row.reason in (Reason.DECOY, Reason.UNDECIDABLE)
        undecidable += row.reason is Reason.UNDECIDABLE
        stale += row.reason is Reason.STALE
    return Tally(
        counts[Verdict.FOUND],
        counts[Verdict.MISSED],
        counts[Verdict.FALSE_ALARM],
        decoys,
        stale,
        counts[Verdict.NOT_COVERED],
        counts[Verdict.NOT_SCORED],
        undecidable,
    )


def by(rows: Iterable[Row], field: str) -> dict[str, Tally]:
    """A tally per check, mistake or engineer; rows that have none are left out."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if name := getattr(row, field):
            groups.setdefault(name, []).append(row)
    return {name: tally(groups[name]) for name in sorted(groups)}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
