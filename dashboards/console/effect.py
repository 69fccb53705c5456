"""What changed around a moment: statements and tables in the samples before and after a change."""

from datetime import datetime
from typing import Any

from dashboards.console.database import TEXT
from dashboards.console.origins import origins
from dashboards.console.samples import Samples, opened
from dashboards.console.statements import Totals, totals

WINDOW_S = 300.0
FEWEST_CALLS = 5
MOST = 8


def effect(started: datetime, applied: datetime) -> dict[str, Any] | None:
    """Mean times of statements and sizes of tables, WINDOW_S before and after; None without samples."""
    with opened() as samples:
        if samples is None:
            return None
        begin, end = started.timestamp(), applied.timestamp()
        return {
            "window_s": WINDOW_S,
            "statements": _statements(samples, begin, end),
            "tables": _tables(samples, begin, end),
        }


def _statements(samples: Samples, begin: float, end: float) -> list[dict[str, Any]]:
    """The statements whose mean time moved most, of those that ran on both sides."""
    before = _between(totals(samples, begin - WINDOW_S), totals(samples, begin))
    after = _between(totals(samples, end), totals(samples, end + WINDOW_S))
    texts = {row["queryid"]: row["words"] or "" for row in samples.rows("texts", "select * from texts")}
    runs = origins(samples)
    found = []
    for queryid in before.keys() & after.keys():
        if min(before[queryid][0], after[queryid][0]) < FEWEST_CALLS:
            continue
        mean_before, mean_after = (spent / calls for calls, spent in (before[queryid], after[queryid]))
        words = texts.get(queryid, "")
        found.append(
            {
                "queryid": queryid,
                "text": " ".join(words.split())[:TEXT],
                "used_by": runs.get(queryid, []),
                "before_ms": mean_before,
                "after_ms": mean_after,
            }
        )
    return sorted(found, key=_moved, reverse=True)[:MOST]


def _moved(one: dict[str, Any]) -> float:
    return float(abs(one["after_ms"] - one["before_ms"]))


def _between(first: Totals, last: Totals) -> Totals:
    """Calls and time between two moments; a statement that was reset in between is left out."""
    found = {}
    for queryid, (calls, spent) in last.items():
        calls_before, spent_before = first.get(queryid, (0, 0.0))
        if calls > calls_before:
            found[queryid] = (calls - calls_before, spent - spent_before)
    return found


def _tables(samples: Samples, begin: float, end: float) -> list[dict[str, Any]]:
    """Tables that the change made, dropped, or made larger or smaller."""
    before, after = (
        {row["name"]: row["heap_bytes"] + row["toast_bytes"] + row["index_bytes"] for row in rows}
        for rows in (
            samples.at("tables", samples.last_at("tables", begin)),
            samples.at("tables", samples.first_at("tables", end)),
        )
    )
    if not before or not after:
        return []
    found = [
        {"name": name, "before": before.get(name), "after": after.get(name)}
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    ]
    return sorted(found, key=lambda one: abs((one["after"] or 0) - (one["before"] or 0)), reverse=True)[:MOST]
