"""How long each change made others wait for its locks."""

from collections.abc import Callable, Sequence
from typing import Any

from lab.report.figure import Figure
from lab.report.markup import tag
from lab.report.rows import Row, Rows
from lab.report.run_data import Json, RunData
from lab.report.scale import bytes_words, ms_words, ticks

ORDER = 60
MOST = 20
COLUMNS = (
    "change", "day", "engineer", "variant", "longest_wait_ms", "blocked_sessions", "seconds", "attempts",
    "wal_bytes", "rewritten",
)  # fmt: skip


def figure(run: RunData) -> Figure:
    """A bar for each change for which somebody waited, the longest first."""
    waited = [change for change in run.changes if change["longest_wait_ms"] > 0]
    waited.sort(key=lambda change: -change["longest_wait_ms"])
    shown = waited[:MOST]
    steps = ticks(max((change["longest_wait_ms"] for change in shown), default=0.0))
    chart = Rows(
        "Lock waits by change",
        "A bar for each change: how long the session that waited longest for it waited.",
        [_row(change) for change in shown],
        [(step, ms_words(step)) for step in steps],
        lambda ms: ms / steps[-1],
    )
    quiet = len(run.changes) - len(waited)
    more = f" {len(waited) - MOST} more are in the data." if len(waited) > MOST else ""
    return Figure(
        "waits",
        "Lock waits by change",
        "The longest wait of any session behind the change's locks, looked at every 50 ms while it ran under "
        f"load. {quiet} of {len(run.changes)} changes made nobody wait.{more}",
        COLUMNS,
        [tuple(_value(change, column) for column in COLUMNS) for change in run.changes],
        chart.draw if shown else None,
        nothing="No change was applied.",
    )


def _row(change: Json) -> Row:
    ms = float(change["longest_wait_ms"])

    def paint(x: Callable[[float], float], y: float) -> Sequence[Any]:
        look = "bar wrong" if change["variant"] == "flawed" else "bar"
        return [tag("rect", x=x(0), y=y - 5, width=max(1.0, round(x(ms) - x(0), 1)), height=9, class_=look)]

    sessions = change["blocked_sessions"]
    who = f"{sessions} session" + ("s" if sessions != 1 else "")
    words = f"{change['change'].partition('_')[0]} {change['title']} ({change['engineer']})"
    if change["wal_bytes"]:
        words += f", {bytes_words(change['wal_bytes'])} of WAL"
    return Row(words, f"{ms_words(ms)}, {who}", paint)


def _value(change: Json, column: str) -> Any:
    value = change.get(column)
    return " ".join(value) if isinstance(value, list) else value
