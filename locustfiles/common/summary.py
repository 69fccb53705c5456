"""A run in figures: totals, rows per endpoint and per persona, what broke, what the database has gained.

One dictionary, which the tables, the files and --json show.
"""

import time
from typing import Any

from locust.env import Environment
from locust.stats import StatsEntry

from locustfiles.common.gates import CREATE, Outcome, Row
from locustfiles.common.latency import DUE, is_due_row, per_persona, persona_due_stats, persona_stats

COMMENT = "POST /api/v1/issues/[id]/comments"
PATCH = "PATCH /api/v1/issues/[id]"
SECONDS_PER_HOUR = 3600
GUIDE_PER_HOUR = {"issues": 500, "comments": 400, "activity": 2000}


def row(entry: StatsEntry | None) -> Row:
    """The figures of a row of Locust's."""
    if entry is None:
        return Row(0, 0, 0.0, 0.0, 0.0)
    p50, p95, p99 = (float(entry.get_response_time_percentile(share)) for share in (0.5, 0.95, 0.99))
    return Row(entry.num_requests, entry.num_failures, p50, p95, p99)


def request_rows(environment: Environment) -> dict[str, Row]:
    """One row per `METHOD /path/[id]`."""
    entries = sorted(environment.stats.entries.values(), key=lambda entry: (entry.name, entry.method))
    return {f"{entry.method} {entry.name}": row(entry) for entry in entries if not is_due_row(entry)}


def _shown(figures: Row, due: StatsEntry | None, **names: str) -> dict[str, Any]:
    return {
        **names,
        "requests": figures.requests,
        "failures": figures.failures,
        "p50": figures.p50,
        "p95": figures.p95,
        "p99": figures.p99,
        "p95_since_due": None if due is None else float(due.get_response_time_percentile(0.95)),
        "p99_since_due": None if due is None else float(due.get_response_time_percentile(0.99)),
    }


def endpoints(environment: Environment) -> list[dict[str, Any]]:
    """The rows per endpoint, with the times since due where there is a schedule."""
    entries = environment.stats.entries
    shown = []
    for name, figures in request_rows(environment).items():
        method, _, path = name.partition(" ")
        shown.append(_shown(figures, entries.get((path, f"{method} {DUE}")), name=name))
    return shown


def personas() -> list[dict[str, Any]]:
    """One row per persona."""
    due = per_persona(persona_due_stats)
    return [
        _shown(row(entry), due.get(persona), persona=persona)
        for persona, entry in per_persona(persona_stats).items()
    ]


def persona_endpoints() -> list[dict[str, Any]]:
    """One row per persona and endpoint."""
    due = persona_due_stats.entries
    return [
        _shown(row(entry), due.get((name, persona)), persona=persona, name=name)
        for (name, persona), entry in sorted(persona_stats.entries.items(), key=lambda item: item[0][::-1])
    ]


def duration_s(environment: Environment) -> float:
    """Seconds from the start to the last answer."""
    total = environment.stats.total
    return max(0.0, (total.last_request_timestamp or total.start_time) - total.start_time)


def growth_per_hour(environment: Environment) -> dict[str, float]:
    """Issues, comments and activity entries that this load adds in an hour."""
    rows = request_rows(environment)
    done = {n: rows[n].requests - rows[n].failures if n in rows else 0 for n in (CREATE, COMMENT, PATCH)}
    hours = max(duration_s(environment), 1.0) / SECONDS_PER_HOUR
    return {
        "issues": done[CREATE] / hours,
        "comments": done[COMMENT] / hours,
        "activity": sum(done.values()) / hours,
    }


def summary(environment: Environment, outcomes: list[Outcome], findings: list[str]) -> dict[str, Any]:
    """All of it, for a machine to read; times in milliseconds."""
    seconds = duration_s(environment)
    total = row(environment.stats.total)
    return {
        "schema": "taskpilot.load/1",
        "host": environment.host,
        "started_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(environment.stats.total.start_time)),
        "duration_s": round(seconds, 1),
        "requests_per_s": round(total.requests / seconds, 2) if seconds else 0.0,
        "total": _shown(total, None, name="all requests"),
        "endpoints": endpoints(environment),
        "personas": personas(),
        "persona_endpoints": persona_endpoints(),
        "failures": [
            {"name": f"{e.method} {e.name}", "reason": str(e.error), "count": e.occurrences}
            for e in environment.stats.errors.values()
        ],
        "growth_per_hour": {name: round(count) for name, count in growth_per_hour(environment).items()},
        "findings": findings,
        "gates": [vars(outcome) for outcome in outcomes],
        "passed": all(outcome.held for outcome in outcomes),
    }
