"""The app's way to PostgreSQL: pooled connections for reads, for single statements that write, for writes.

A read runs in autocommit, so a request of one statement costs one round trip. So does a write that is a
single statement, for a statement is atomic by itself; a write of several is one transaction. Reads that may
be a moment old have a name of their own: they go to the replica, where there is one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from flask import current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from webapp.replica import replica_in_use
from webapp.settings import Settings
from webapp.tables import metadata

APPLICATION_NAME = "taskpilot-web"
CONNECT_TIMEOUT_S = 5

db = SQLAlchemy(metadata=metadata)


def engine_options(settings: Settings) -> dict[str, Any]:
    """SQLAlchemy's options for the web processes."""
    return {
        "pool_size": settings.database_pool_size,
        "max_overflow": settings.database_max_overflow,
        "pool_timeout": settings.database_pool_timeout_s,
        "pool_pre_ping": False,
        "json_deserializer": orjson.loads,
        "connect_args": {"application_name": APPLICATION_NAME, "connect_timeout": CONNECT_TIMEOUT_S},
    }


def command_engine(url: str, application_name: str) -> Engine:
    """An engine for commands and jobs: a connection per use, none kept."""
    return create_engine(
        url,
        poolclass=NullPool,
        connect_args={"application_name": application_name, "connect_timeout": CONNECT_TIMEOUT_S},
    )


def set_session_defaults(engine: Engine, statement_timeout_ms: int) -> None:
    """Give each new connection of the web pool its time zone and statement timeout, in one round trip."""

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: Any) -> None:
        with dbapi_connection.cursor() as cursor:
            cursor.execute(f"set timezone = 'UTC'; set statement_timeout = {statement_timeout_ms}")
        dbapi_connection.commit()


def engine_of_reads() -> Engine:
    """Where `reading` takes its connections."""
    return db.engine


def engine_of_late_reads() -> Engine:
    """Where reads that may be a moment old take theirs: the replica if it keeps up, else as `reading`."""
    replica = replica_in_use()
    return replica.engine if replica else engine_of_reads()


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for statements that only read, one at a time: autocommit, so no BEGIN and no ROLLBACK.

    Inside of `writing` it is that one's.
    """
    if "transaction" in g:
        yield g.transaction
        return
    with _in_autocommit(engine_of_reads()) as connection:
        yield connection


@contextmanager
def reading_late() -> Iterator[Connection]:
    """The same for what may be a moment old, and follows no write of this request."""
    with _in_autocommit(engine_of_late_reads()) as connection:
        yield connection


@contextmanager
def autocommit() -> Iterator[Connection]:
    """A connection for statements that write, each of them a transaction by itself.

    Inside of `writing` it is that one's.
    """
    if "transaction" in g:
        yield g.transaction
        return
    with _in_autocommit(db.engine) as connection:
        yield connection


@contextmanager
def _in_autocommit(engine: Engine) -> Iterator[Connection]:
    """psycopg2's own switch is used because SQLAlchemy's costs two round trips a request."""
    with engine.connect() as connection:
        dbapi_connection = connection.connection.dbapi_connection
        assert dbapi_connection is not None
        dbapi_connection.autocommit = True
        try:
            yield connection
        finally:
            if dbapi_connection.closed:
                connection.invalidate()
                engine.dispose()  # the others are as old, and most likely as dead
            else:
                dbapi_connection.autocommit = False


@contextmanager
def analyzing() -> Iterator[Connection]:
    """A connection for heavy statements that only read, may be late and take up to analytics_timeout_ms."""
    with engine_of_late_reads().begin() as connection:
        timeout_ms = int(current_app.config["SETTINGS"].analytics_timeout_ms)
        connection.exec_driver_sql(f"set local statement_timeout = {timeout_ms}")
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """A connection in a transaction that commits at the end of the block, or rolls back on an error."""
    with db.engine.begin() as connection:
        g.transaction = connection
        try:
            yield connection
        finally:
            g.pop("transaction")


def database_url() -> str:
    """The URL that this app was made with."""
    return str(current_app.config["SQLALCHEMY_DATABASE_URI"])
