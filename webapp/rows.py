"""Statements run as they are written: no compilation, rows as plain dicts in the statement's order."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

Row = dict[str, Any]


def fetch_all(connection: Connection, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
    """All rows of a statement with psycopg2's `%(name)s` parameters."""
    result = connection.exec_driver_sql(sql, dict(parameters))
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def fetch_one(connection: Connection, sql: str, parameters: Mapping[str, Any]) -> Row | None:
    """The first row, or None."""
    found = fetch_all(connection, sql, parameters)
    return found[0] if found else None
