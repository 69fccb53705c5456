"""Thresholds that a run must keep, judged from plain figures.

An idle run breaks the floor on activity, a run that never got to create an issue has no samples where it
should: neither passes because nothing was slow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MODES = ("default", "errors", "off")
ISSUE_LIST = "GET /api/v1/projects/[id]/issues"
CREATE = "POST /api/v1/issues"
SEARCH = "GET /api/v1/search"
ALL = "all requests"


@dataclass(frozen=True)
class Gate:
    """A limit that can be moved by option and by environment variable.

    `figure` is what of `subject`'s row is measured: a percentile in ms or the share of failures in percent.
    Activity is measured per persona, in percent of what its users and pauses would give.
    """

    option: str
    title: str
    unit: Literal["percent", "ms"]
    limit: float
    figure: Literal["failures", "p95", "p99", "activity"]
    subject: str = ALL

    @property
    def variable(self) -> str:
        """The environment variable."""
        return "TASKPILOT_" + self.option.lstrip("-").replace("-", "_").upper()

    @property
    def key(self) -> str:
        """The option's name among the parsed ones."""
        return self.option.lstrip("-").replace("-", "_")


GATES = (
    Gate("--max-errors", "most failed requests", "percent", 1, "failures"),
    Gate("--min-activity", "least requests of each persona", "percent", 50, "activity"),
    Gate("--max-p95", "95th percentile of all requests", "ms", 500, "p95"),
    Gate("--max-p99", "99th percentile of all requests", "ms", 1000, "p99"),
    Gate("--max-p95-issue-list", "95th percentile of a project's issues", "ms", 300, "p95", ISSUE_LIST),
    Gate("--max-p95-create", "95th percentile of creating an issue", "ms", 500, "p95", CREATE),
    Gate("--max-p95-search", "95th percentile of searching", "ms", 800, "p95", SEARCH),
)


@dataclass(frozen=True)
class Row:
    """The figures of some requests; percentiles in ms."""

    requests: int
    failures: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True)
class Activity:
    """What a persona did: answered requests, and how many its users, pauses and time would give."""

    answered: int
    expected: float


@dataclass
class Figures:
    """All that the gates look at. `awaited` names the rows that must not be empty."""

    total: Row
    rows: Mapping[str, Row]
    activity: Mapping[str, Activity]
    awaited: frozenset[str] = frozenset()
    exceptions: int = 0
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """A gate and whether it held; `value` is None where there was nothing to measure."""

    title: str
    subject: str
    limit: float
    unit: str
    value: float | None
    held: bool


def judge(mode: str, figures: Figures) -> list[Outcome]:
    """The outcome of each gate that the mode looks at."""
    if mode == "off":
        return []
    outcomes = [_no_exceptions(figures.exceptions)]
    for gate in GATES:
        limit = figures.limits.get(gate.key, gate.limit)
        if gate.figure == "activity":
            outcomes += [_activity(gate, limit, name, one) for name, one in sorted(figures.activity.items())]
        elif gate.figure == "failures" or mode == "default":
            row = figures.total if gate.subject == ALL else figures.rows.get(gate.subject)
            if (row is not None and row.requests) or gate.subject in (ALL, *figures.awaited):
                outcomes.append(_measured(gate, limit, row))
    return outcomes


def judged_by_shape(held: bool, figures: Figures) -> list[Outcome]:
    """The outcomes where a shape is the judge, as it drives the load over its limits."""
    shape = Outcome("steps that keep the limits", "the shape", 1, "step", float(held), held)
    return [_no_exceptions(figures.exceptions), shape]


def _measured(gate: Gate, limit: float, row: Row | None) -> Outcome:
    if row is None or not row.requests:
        return Outcome(gate.title, gate.subject, limit, gate.unit, None, False)
    if gate.figure == "failures":
        value = 100 * row.failures / row.requests
    else:
        value = row.p95 if gate.figure == "p95" else row.p99
    return Outcome(gate.title, gate.subject, limit, gate.unit, value, value <= limit)


def _activity(gate: Gate, limit: float, persona: str, activity: Activity) -> Outcome:
    share = 100 * activity.answered / activity.expected if activity.expected >= 1 else 100.0
    return Outcome(gate.title, persona, limit, gate.unit, share, share >= limit)


def _no_exceptions(count: int) -> Outcome:
    return Outcome("errors in the personas themselves", ALL, 0, "errors", count, count == 0)
