"""The endpoints' statements whose time changed most from one day to the next: before and after a change."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lab.report.figure import Figure
from lab.report.markup import tag
from lab.report.rows import Row, Rows
from lab.report.run_data import RunData
from lab.report.scale import log_ticks, ms_words
from lab.report.statement_days import Statement, statements

ORDER = 50
MOST = 16
FEWEST_CALLS = 3
LEAST_RATIO = 1.5
LEAST_MS = 0.5
NEW_FROM_MS = 5.0
COLUMNS = (
    "day", "changes", "queryid", "endpoints", "personas", "exercise", "brought_by", "before_ms", "after_ms",
    "calls_before", "calls_after", "text",
)  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """A statement on a day with changes, and on the last day before on which it ran, if it did."""

    statement: Statement
    day: int
    before: int | None

    @property
    def after_ms(self) -> float:
        """Its mean on the day of the changes."""
        return self.statement.mean_ms(self.day)

    @property
    def before_ms(self) -> float | None:
        """Its mean before."""
        return None if self.before is None else self.statement.mean_ms(self.before)

    @property
    def weight_ms(self) -> float:
        """By how much the time spent in it that day differs from what it would have been."""
        return abs(self.after_ms - (self.before_ms or 0.0)) * self.statement.days[self.day][0]


def figure(run: RunData) -> Figure:
    """Rows from before to after, the ones that mattered most."""
    changes = {day.number: [change["change"] for change in day.changes] for day in run.days}
    turns = [
        turn
        for statement in statements(run)
        for day in statement.days
        if changes.get(day) and (turn := _turn(statement, day)) is not None
    ]
    turns.sort(key=lambda turn: -turn.weight_ms)
    shown = sorted(turns[:MOST], key=lambda turn: (turn.day, -turn.weight_ms))
    figures = [ms for turn in shown for ms in (turn.before_ms, turn.after_ms) if ms]
    steps = log_ticks(min(figures), max(figures)) if figures else [0.1, 1.0]
    low, high = math.log10(steps[0]), math.log10(steps[-1])
    chart = Rows(
        "Statements before and after a change",
        "Each row is a statement on a day with changes: hollow its mean time before, filled after.",
        [_row(turn, changes[turn.day]) for turn in shown],
        [(step, ms_words(step)) for step in steps],
        lambda ms: (math.log10(max(ms, steps[0])) - low) / (high - low),
    )
    return Figure(
        "statements",
        "Statements before and after a change",
        "Mean time on the server, from the last day before (hollow) to the day of the changes (filled); "
        "without a hollow dot the statement is new. The scale is logarithmic. Growth and load move figures, "
        "too: a day's changes are named, not accused.",
        COLUMNS,
        [_data(turn, changes[turn.day]) for turn in turns],
        chart.draw,
        nothing="No statement's mean time changed by half or more on a day with changes.",
    )


def _turn(statement: Statement, day: int) -> Turn | None:
    if statement.days[day][0] < FEWEST_CALLS:
        return None
    earlier = [d for d, (calls, _) in statement.days.items() if d < day and calls >= FEWEST_CALLS]
    turn = Turn(statement, day, max(earlier, default=None))
    before, after = turn.before_ms, turn.after_ms
    if before is None:
        return turn if statement.exercise and after >= NEW_FROM_MS else None
    ratio = max(before, after) / max(min(before, after), 1e-6)
    return turn if ratio >= LEAST_RATIO and abs(after - before) >= LEAST_MS else None


def _row(turn: Turn, changes: list[str]) -> Row:
    before, after = turn.before_ms, turn.after_ms
    value = f"new: {ms_words(after)}" if before is None else f"{ms_words(before)} → {ms_words(after)}"
    look = "worse" if before is None or after > before else "better"

    def paint(x: Callable[[float], float], y: float) -> Sequence[Any]:
        parts = []
        if before is not None:
            parts.append(tag("line", x1=x(before), x2=x(after), y1=y, y2=y, class_=f"span {look}"))
            parts.append(tag("circle", cx=x(before), cy=y, r=4.5, class_=f"hollow {look}"))
        return [*parts, tag("circle", cx=x(after), cy=y, r=4.5, class_=f"full {look}")]

    short = ", ".join(change.partition("_")[0] for change in changes)
    return Row(f"day {turn.day} ({short}) {turn.statement.name}", value, paint)


def _data(turn: Turn, changes: list[str]) -> tuple[Any, ...]:
    statement = turn.statement
    calls = statement.days[turn.before][0] if turn.before is not None else 0
    return (
        turn.day, " ".join(changes), statement.queryid, " | ".join(statement.endpoints),
        " ".join(statement.personas), statement.exercise, statement.change,
        turn.before_ms, turn.after_ms, calls, statement.days[turn.day][0], " ".join(statement.text.split()),
    )  # fmt: skip
