"""`flask seed` as a process that a test can stop at a chosen point, by holding a lock that it will want."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

WAITING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query ilike :query
"""
DEADLINE_S = 60


@contextmanager
def flask_seed(url: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`flask seed` with these options; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from seeding.cli import seed; seed()", *options],
        env={**os.environ, "DATABASE_URL": url}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(engine: Engine, sql: str, **parameters: str) -> None:
    """Wait until a query gives something true."""
    deadline = time.monotonic() + DEADLINE_S
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(text(sql), parameters).scalar():
            assert time.monotonic() < deadline, sql
            time.sleep(0.01)


def blocked(engine: Engine, query: str) -> None:
    """Wait until a statement of the process waits for a lock."""
    until(engine, WAITING, query=query)
