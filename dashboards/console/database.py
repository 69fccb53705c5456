"""The database in figures: size, growth, transactions, sessions, dead tuples, bloat, slow statements."""

import time
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from dashboards.console.origins import origins
from dashboards.console.samples import Samples
from dashboards.console.statements import totals

HISTORY_S = 900.0
GROWTH_WINDOW_S = 600.0
STATEMENTS_WINDOW_S = 60.0
STALE_S = 30.0
WORST = 5
SLOWEST = 8
TEXT = 160


def figures(samples: Samples | None) -> dict[str, Any]:
    """What the page shows of the database; `sampled_at` is None where nothing was sampled."""
    at = samples.last_at("database") if samples else None
    if samples is None or at is None:
        return {"sampled_at": None}
    now = time.time()
    return {
        "sampled_at": at,
        "fresh": now - at < STALE_S,
        "size": _size(samples),
        "transactions_per_s": _history(samples, "commits + rollbacks"),
        "sessions": _sessions(samples),
        "blocked": _blocked(samples),
        "tables": _worst_tables(samples),
        "statements": _slowest(samples),
    }


def _size(samples: Samples) -> dict[str, Any]:
    """Bytes of all tables with their indexes and TOAST, over time, and what an hour adds at this rate."""
    points = samples.rows(
        "tables",
        "select at, sum(heap_bytes + toast_bytes + index_bytes) as bytes from tables where at > ?"
        " group by at order by at",
        time.time() - HISTORY_S,
    )
    history = [[point["at"], point["bytes"]] for point in points]
    recent = [point for point in history if point[0] > time.time() - GROWTH_WINDOW_S]
    per_hour = None
    if len(recent) > 1 and recent[-1][0] > recent[0][0]:
        per_hour = (recent[-1][1] - recent[0][1]) / (recent[-1][0] - recent[0][0]) * 3600
    return {"bytes": history[-1][1] if history else None, "per_hour": per_hour, "history": history}


def _history(samples: Samples, expression: str) -> list[list[float]]:
    """A cumulative figure of the database as a rate over time."""
    points = samples.rows(
        "database",
        f"select at, {expression} as total from database where at > ? order by at",
        time.time() - HISTORY_S,
    )
    return [
        [now["at"], (now["total"] - then["total"]) / (now["at"] - then["at"])]
        for then, now in pairwise(points)
        if now["total"] >= then["total"] and now["at"] > then["at"]
    ]


def _sessions(samples: Samples) -> dict[str, int]:
    """Sessions by state, at the last look."""
    found: dict[str, int] = {}
    for row in samples.at("connections", samples.last_at("connections")):
        found[row["state"]] = found.get(row["state"], 0) + row["sessions"]
    return found


def _blocked(samples: Samples) -> list[dict[str, Any]]:
    """Who waited for a lock at the last look."""
    if not blocked_sessions(samples):
        return []
    return [
        {
            "application": row["application"],
            "wants": row["wants"],
            "mode": row["mode"],
            "waited_s": row["waited_s"],
            "head": row["head_application"],
            "head_query": (row["head_query"] or "")[:TEXT],
        }
        for row in samples.at("waiting", samples.last_at("waiting"))
    ]


def blocked_sessions(samples: Samples) -> int:
    """Sessions that waited for a lock at the last look; a look that found none leaves no row but its cost."""
    looks = samples.rows("costs", "select rows from costs where probe = 'waiting' order by at desc limit 1")
    return int(looks[0]["rows"]) if looks else 0


def _worst_tables(samples: Samples) -> list[dict[str, Any]]:
    """The tables with the most dead rows and empty bytes; `empty` is None where it was not looked at."""
    empty = {
        (row["schema"], row["name"]): row["empty"] for row in samples.at("bloat", samples.last_at("bloat"))
    }
    rows = [
        {
            "name": row["name"],
            "live": row["live"],
            "dead": row["dead"],
            "bytes": row["heap_bytes"] + row["toast_bytes"],
            "empty": empty.get((row["schema"], row["name"])),
            "vacuumed_at": row["vacuumed_at"],
        }
        for row in samples.at("tables", samples.last_at("tables"))
    ]
    return sorted(rows, key=_waste, reverse=True)[:WORST]


def _waste(table: Mapping[str, Any]) -> float:
    share = table["dead"] / max(1, table["live"] + table["dead"])
    return float(max(share, table["empty"] or 0) * table["bytes"])


def _slowest(samples: Samples) -> list[dict[str, Any]]:
    """The statements that took the most time of late, with the endpoints that run them."""
    now, first = samples.last_at("statements"), samples.first_at("statements", 0)
    if now is None or first is None:
        return []
    since = max(first, now - STATEMENTS_WINDOW_S)  # what ran before the first sample is not of late
    recent = samples.rows(
        "statements",
        "select queryid, max(at) as at, calls, exec_ms, longest_ms from statements where at > ?"
        " group by queryid",
        since,
    )
    before = totals(samples, since)
    texts = {row["queryid"]: row["words"] for row in samples.rows("texts", "select * from texts")}
    runs = origins(samples)
    found = []
    for row in recent:
        calls, spent = before.get(row["queryid"], (0, 0.0))
        if row["calls"] < calls:
            calls, spent = 0, 0.0  # the statistics were reset
        if row["calls"] == calls:
            continue
        words = texts.get(row["queryid"]) or ""
        found.append(
            {
                "queryid": row["queryid"],
                "calls": row["calls"] - calls,
                "ms": row["exec_ms"] - spent,
                "mean_ms": (row["exec_ms"] - spent) / (row["calls"] - calls),
                "text": " ".join(words.split())[:TEXT],
                "used_by": runs.get(row["queryid"], []),
            }
        )
    return sorted(found, key=lambda one: one["ms"], reverse=True)[:SLOWEST]
