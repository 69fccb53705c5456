"""Two reports against the same ground truth: where they differ."""

from dataclasses import dataclass
from typing import Any

from lab.score.tally import Tally, tally
from lab.score.verdict import Row, Verdict


@dataclass(frozen=True)
class Difference:
    """What two scores say differently: of each finding the two verdicts, and each one's own false alarms.

    A linter is held to repaired findings, too, so that a finding may have no verdict on one side (None).
    """

    totals: tuple[Tally, Tally]
    findings: list[tuple[Row, Verdict | None, Verdict | None]]
    alarms: tuple[list[Row], list[Row]]

    def as_json(self) -> dict[str, Any]:
        """The difference as `score --compare --json` prints it."""
        return {
            "totals": [total.as_json() for total in self.totals],
            "findings": [
                {
                    "finding": row.finding,
                    "check": row.check,
                    "verdicts": [None if verdict is None else str(verdict) for verdict in verdicts],
                }
                for row, *verdicts in self.findings
            ],
            "false_alarms": [[row.as_json() for row in rows] for rows in self.alarms],
        }


def compare(a: list[Row], b: list[Row]) -> Difference:
    """Compare two scores of the same ground truth."""
    mine, other = _expected(a), _expected(b)
    differing = []
    for name, row in {**other, **mine}.items():
        verdicts = _verdict(mine, name), _verdict(other, name)
        if verdicts[0] is not verdicts[1]:
            differing.append((row, *verdicts))
    alarms = _alarms(a), _alarms(b)
    own = tuple(
        [row for key, row in these.items() if key not in those] for these, those in (alarms, reversed(alarms))
    )
    return Difference((tally(a), tally(b)), differing, (own[0], own[1]))


def _verdict(rows: dict[str, Row], name: str) -> Verdict | None:
    return rows[name].verdict if name in rows else None


def _expected(rows: list[Row]) -> dict[str, Row]:
    return {row.finding: row for row in rows if row.finding and not row.reason.is_extra}


def _alarms(rows: list[Row]) -> dict[tuple[object, ...], Row]:
    return {(row.check, row.subject): row for row in rows if row.verdict is Verdict.FALSE_ALARM}
