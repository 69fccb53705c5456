"""What several drills need of a real lab: one that is up, its database asked from outside, patience."""

import time
from collections.abc import Callable
from typing import Any

import psycopg2

from lab.record import plain_url
from tests.lab.labs import Lab

POLL_S = 0.02


def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until a condition holds; an AssertionError in its words where it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} took over {seconds:.0f} s"
        time.sleep(POLL_S)


def asked(url: str, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, by a connection of its own."""
    connection = psycopg2.connect(plain_url(url), connect_timeout=5)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def takes_connections(url: str) -> bool:
    """Whether the database lets somebody in."""
    try:
        psycopg2.connect(url, connect_timeout=1).close()
    except psycopg2.OperationalError:
        return False
    return True


def states(lab: Lab) -> set[str]:
    """The states of its services."""
    return {entry["state"] for entry in lab.services.values()}
