"""A run's score: each finding once over its life, and the days until a tool saw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from lab.score.match import score
from lab.score.tally import tally
from lab.score.truth import Truth
from lab.score.verdict import Row, Verdict
from lab.tools.report import Report

BEST_FIRST = (Verdict.FOUND, Verdict.MISSED, Verdict.NOT_COVERED, Verdict.NOT_SCORED)


@dataclass(frozen=True, slots=True)
class Life:
    """A finding's days: when it could first be seen, when the tool first saw it, when it was repaired."""

    finding: str
    visible_from_day: int
    until_day: int | None
    first_found: int | None

    @property
    def days_to_detection(self) -> int | None:
        """0 where it was found on the first day on which it could be; None where it never was."""
        return None if self.first_found is None else max(0, self.first_found - self.visible_from_day)

    def as_json(self) -> dict[str, Any]:
        """The life as `score --json` prints it."""
        return {
            "finding": self.finding,
            "visible_from_day": self.visible_from_day,
            "until_day": self.until_day,
            "first_found": self.first_found,
            "days_to_detection": self.days_to_detection,
        }


@dataclass(frozen=True)
class RunScore:
    """Each day's rows, the lives of the findings, and the rows of the whole run."""

    days: Mapping[int, list[Row]]
    lives: list[Life]
    rows: list[Row]

    @property
    def median_days(self) -> float | None:
        """The median of the days to detection over the findings that were found."""
        known = [life.days_to_detection for life in self.lives if life.days_to_detection is not None]
        return median(known) if known else None

    def as_json(self) -> dict[str, Any]:
        """What a run adds to the document of one day."""
        return {
            "days": {str(day): tally(rows).as_json() for day, rows in sorted(self.days.items())},
            "lives": [life.as_json() for life in self.lives],
            "median_days_to_detection": self.median_days,
        }


def score_run(truths: Mapping[int, Truth], reports: Mapping[int, Report]) -> RunScore:
    """Score each day that has a report.

    Over the run a finding is found if it was on any day, else missed if it was on any; a false alarm counts
    once, however many days repeat it.
    """
    days = {day: score(truths[day], report, day) for day, report in sorted(reports.items())}
    expected: dict[str, Row] = {}
    extra: dict[tuple[object, ...], Row] = {}
    first: dict[str, int] = {}
    for day, rows in days.items():
        for row in rows:
            if row.finding and row.verdict in BEST_FIRST and not row.reason.is_extra:
                best = expected.get(row.finding)
                if best is None or BEST_FIRST.index(row.verdict) < BEST_FIRST.index(best.verdict):
                    expected[row.finding] = row
                if row.verdict is Verdict.FOUND:
                    first.setdefault(row.finding, day)
            else:
                extra.setdefault((row.verdict, row.reason, row.check, row.subject), row)
    labels = {label.id: label for truth in truths.values() for label in truth.labels}
    lives = [
        Life(name, labels[name].visible_from_day, labels[name].until_day, first.get(name))
        for name in expected
    ]
    return RunScore(days, lives, [*expected.values(), *extra.values()])
