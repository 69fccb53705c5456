"""The jobs' way to PostgreSQL: an engine per process, and a lock that lets a job run once at a time.

A job runs in a process of its own, forked from the worker, so nothing is connected before the fork.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, Engine, text

from webapp.database import command_engine
from webapp.settings import settings

APPLICATION_NAME = "taskpilot-jobs"
STATEMENT_TIMEOUT_MS = 50_000

TRY_LOCK = text("select pg_try_advisory_lock(hashtextextended('taskpilot:jobs:' || :name, 0))")
UNLOCK = text("select pg_advisory_unlock(hashtextextended('taskpilot:jobs:' || :name, 0))")
LIMIT = text(f"set local statement_timeout = {STATEMENT_TIMEOUT_MS}")


def engine() -> Engine:
    """This process's engine; connections are made where they are used and closed after."""
    return _engine(settings().require_database_url(), os.getpid())


@lru_cache(maxsize=1)
def _engine(url: str, _pid: int) -> Engine:
    return command_engine(url, APPLICATION_NAME)


@contextmanager
def only_one(on: Engine, name: str) -> Iterator[Connection | None]:
    """An autocommit connection that holds the lock `name` until the block ends; None where it is taken.

    PostgreSQL frees the lock when the connection ends, however its process died.
    """
    with on.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(TRY_LOCK, {"name": name}).scalar_one():
            yield None
            return
        try:
            yield connection
        finally:
            unlock(connection, name)


def unlock(connection: Connection, name: str) -> None:
    """Free the lock before the block ends, so that another job may begin; a second time does nothing."""
    if not connection.closed and not connection.invalidated:
        connection.execute(UNLOCK, {"name": name})


@contextmanager
def bounded(on: Engine) -> Iterator[Connection]:
    """A transaction in which no statement runs longer than STATEMENT_TIMEOUT_MS."""
    with on.begin() as connection:
        connection.execute(LIMIT)
        yield connection
