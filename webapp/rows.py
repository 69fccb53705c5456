"""Statements run as they are written: psycopg2's own cursor, rows as plain dicts in the statement's order.

SQLAlchemy keeps the pool; its cursor and result objects would take half of a short request's time in Python.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

Row = dict[str, Any]


def fetch_all(connection: Connection, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
    """All rows of a statement with psycopg2's `%(name)s` parameters."""
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        cursor.close()


def fetch_one(connection: Connection, sql: str, parameters: Mapping[str, Any]) -> Row | None:
    """The first row, or None."""
    found = fetch_all(connection, sql, parameters)
    return found[0] if found else None
