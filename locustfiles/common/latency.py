"""Response times per persona, and since the moment a request was due.

Both stay out of Locust's own totals: the per-persona rows are a second set of statistics, which workers ship
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


def log_due(environment: Environment, method: str, name: str, due: float) -> None:
    """Record the time since `due`, a moment of time.perf_counter(), in a row beside the request's own."""
    milliseconds = (time.perf_counter() - due) * 1000
    environment.stats.entries[(name, f"{method} {DUE}")].log(milliseconds, 0)  # type: ignore[arg-type]


@contextmanager
def since_due(environment: Environment, method: str, name: str, due: float) -> Iterator[None]:
    """Record the time since `due` when the block ends, by an answer or by a failure."""
    try:
        yield
    except RescheduleTask:
        log_due(environment, method, name, due)
        raise
    log_due(environment, method, name, due)


def is_due_row(entry: StatsEntry) -> bool:
    """Whether a row holds times since due, not requests."""
    return entry.method.endswith(f" {DUE}")


def persona_totals() -> dict[str, StatsEntry]:
    """One row per persona, over all of its endpoints."""
    totals: dict[str, StatsEntry] = {}
    for entry in persona_stats.entries.values():
        total = totals.setdefault(entry.method, StatsEntry(persona_stats, "Aggregated", entry.method))
        total.extend(entry)
    return totals


def keep_persona_stats(events: Events) -> None:
    """Listen to everything that makes, ships or clears statistics."""

    def record(request_type: str, name: str, context: dict[str, str], **request: Any) -> None:
        persona = context.get("persona")
        if persona is None:
            return
        entry = persona_stats.entries[(f"{request_type} {name}", persona)]
        entry.log(request["response_time"], request["response_length"])
        if request.get("exception") is not None:
            entry.log_error(None)

    def ship(data: dict[str, Any], **_: Any) -> None:
        data["personas"] = persona_stats.serialize_stats()

    def receive(data: dict[str, Any], **_: Any) -> None:
        for row in data.get("personas", ()):
            entry = StatsEntry.unserialize(row, persona_stats)
            persona_stats.entries[(entry.name, entry.method)].extend(entry)

    def clear(**_: Any) -> None:
        persona_stats.clear_all()

    events.request.add_listener(record)
    events.report_to_master.add_listener(ship)
    events.worker_report.add_listener(receive)
    events.test_start.add_listener(clear)
    events.reset_stats.add_listener(clear)
