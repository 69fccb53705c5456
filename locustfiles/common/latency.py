"""Response times per persona, and since the moment a request was due.

Both stay out of Locust's own totals: the per-persona rows are further sets of statistics, which workers ship
to the master with their reports, and a row named `GET due` stands beside `GET` for requests that have a
schedule. A slow server cannot hide there: what had to wait for its turn has waited.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from locust.env import Environment
from locust.event import Events
from locust.exception import RescheduleTask
from locust.stats import RequestStats, StatsEntry

DUE = "due"

persona_stats = RequestStats(use_response_times_cache=False)
persona_due_stats = RequestStats(use_response_times_cache=False)
SHIPPED = {"personas": persona_stats, "personas_due": persona_due_stats}


@contextmanager
def since_due(environment: Environment, persona: str, method: str, name: str, due: float) -> Iterator[None]:
    """Record the time since `due`, a moment of time.perf_counter(), when the block ends.

    By an answer or by a failure; in a row beside the request's own, and in the persona's.
    """
    try:
        yield
    except RescheduleTask:
        _log_due(environment, persona, method, name, due)
        raise
    _log_due(environment, persona, method, name, due)


def _log_due(environment: Environment, persona: str, method: str, name: str, due: float) -> None:
    milliseconds: Any = (time.perf_counter() - due) * 1000
    environment.stats.entries[(name, f"{method} {DUE}")].log(milliseconds, 0)
    persona_due_stats.entries[(f"{method} {name}", persona)].log(milliseconds, 0)


def is_due_row(entry: StatsEntry) -> bool:
    """Whether a row holds times since due, not requests."""
    return entry.method.endswith(f" {DUE}")


def per_persona(stats: RequestStats) -> dict[str, StatsEntry]:
    """One row per persona, over all of its endpoints."""
    totals: dict[str, StatsEntry] = {}
    for _, entry in sorted(stats.entries.items(), key=lambda item: item[0][::-1]):
        total = totals.setdefault(entry.method, StatsEntry(stats, "Aggregated", entry.method))
        total.extend(entry)
    return totals


def keep_persona_stats(events: Events) -> None:
    """Listen to everything that makes, ships or clears statistics."""
    events.request.add_listener(_record)
    events.report_to_master.add_listener(_ship)
    events.worker_report.add_listener(_receive)
    events.test_start.add_listener(_clear)
    events.reset_stats.add_listener(_clear)


def _record(request_type: str, name: str, context: dict[str, str], **request: Any) -> None:
    persona = context.get("persona")
    if persona is None:
        return
    entry = persona_stats.entries[(f"{request_type} {name}", persona)]
    entry.log(request["response_time"], request["response_length"])
    if request.get("exception") is not None:
        entry.log_error(None)


def _ship(data: dict[str, Any], **_: Any) -> None:
    for key, stats in SHIPPED.items():
        data[key] = stats.serialize_stats()


def _receive(data: dict[str, Any], **_: Any) -> None:
    for key, stats in SHIPPED.items():
        for row in data.get(key, ()):
            entry = StatsEntry.unserialize(row, stats)
            stats.entries[(entry.name, entry.method)].extend(entry)


def _clear(**_: Any) -> None:
    for stats in SHIPPED.values():
        stats.clear_all()
