"""Reads from a replica: where it is, whether it keeps up, and what happens when it does not.

Only reads that may be a moment old go there: analytics, search, the organization's feed, and features that
say so. Whatever fails there, or is not known there yet, is asked of the primary within the same request.
"""

import threading
import time
from typing import Any

import psycopg2
from apiflask import APIFlask
from flask import current_app, g
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from webapp.errors import NotFound
from webapp.settings import Settings

CHECK_EVERY_S = 1.0
QUERY_CANCELED = "57014"  # took too long; it would on the primary, too

LAG = text("""
    select case when not pg_is_in_recovery() then 0
                when not exists (select from pg_stat_wal_receiver) then null
                when pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() then 0
                else extract(epoch from now() - pg_last_xact_replay_timestamp()) end::float8
""")


class Replica:
    """A replica of the app's database, looked at once a second at most, while somebody wants to read."""

    def __init__(self, engine: Engine, max_lag_s: float) -> None:
        self.engine = engine
        self._max_lag_s = max_lag_s
        self._usable = False
        self._looked_at = float("-inf")
        self._lock = threading.Lock()

    def usable(self) -> bool:
        """Whether it answered and kept up when it was last looked at."""
        if time.monotonic() - self._looked_at >= CHECK_EVERY_S and self._lock.acquire(blocking=False):
            try:
                self._usable = self._keeps_up()
                self._looked_at = time.monotonic()
            finally:
                self._lock.release()
        return self._usable

    def give_up(self) -> None:
        """Leave it alone until the next look."""
        self._usable = False
        self._looked_at = time.monotonic()
        self.engine.dispose()

    def _keeps_up(self) -> bool:
        try:
            with self.engine.connect() as connection:
                lag_s = connection.execute(LAG).scalar()
        except SQLAlchemyError:
            self.engine.dispose()
            return False
        return lag_s is not None and lag_s <= self._max_lag_s


def replica_of(settings: Settings, options: dict[str, Any]) -> Replica | None:
    """The replica that the settings name; None where they name none, or one of another database."""
    url = settings.database_replica_url
    if url is None or make_url(url).database != make_url(settings.require_database_url()).database:
        return None
    return Replica(create_engine(url, **options), settings.database_replica_max_lag_s)


def replica_in_use() -> Replica | None:
    """The app's replica, if this request may read from it and it keeps up."""
    replica: Replica | None = current_app.extensions.get("replica")
    if replica is None or "asks_the_primary" in g or not replica.usable():
        return None
    g.asked_the_replica = True
    return replica


def register_replica(app: APIFlask, replica: Replica) -> None:
    """Let the app read from it, and dispatch a request again, on the primary, where that failed."""
    app.extensions["replica"] = replica
    usual = app.dispatch_request

    def dispatch() -> Any:
        try:
            return usual()
        except (psycopg2.Error, DBAPIError, NotFound) as error:
            if not g.pop("asked_the_replica", False) or _code(error) == QUERY_CANCELED:
                raise
            if isinstance(_cause(error), psycopg2.OperationalError | psycopg2.InterfaceError):
                replica.give_up()
            g.asks_the_primary = True
            return usual()

    app.dispatch_request = dispatch  # type: ignore[method-assign]


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _code(error: Exception) -> str | None:
    return getattr(_cause(error), "pgcode", None)
