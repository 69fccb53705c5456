"""The connections of the web processes: how many are in use, how many may be, who waited in vain."""

from typing import Any

from prometheus_client import Counter, Gauge
from sqlalchemy import Engine, event

IN_USE = Gauge(
    "taskpilot_db_pool_connections_in_use",
    "Connections that requests hold, over all web processes.",
    multiprocess_mode="livesum",
)
SIZE = Gauge(
    "taskpilot_db_pool_connections_max",
    "Connections that the web processes may have.",
    multiprocess_mode="livesum",
)
TIMEOUTS = Counter("taskpilot_db_pool_timeouts", "Requests that waited for a connection and got none.")


def register_pool(engine: Engine, most: int) -> None:
    """Follow the connections of an engine that may have `most` of them."""

    @event.listens_for(engine, "connect")
    def _connected(_connection: Any, _record: Any) -> None:
        SIZE.set(most)  # here, not at the start: a process that was forked later has a value of its own

    @event.listens_for(engine, "checkout")
    def _out(_connection: Any, _record: Any, _proxy: Any) -> None:
        IN_USE.inc()

    @event.listens_for(engine, "checkin")
    def _in(_connection: Any, _record: Any) -> None:
        IN_USE.dec()
