"""COPY into a table, whose errors are raised and nothing else.

Where the connection goes while rows are sent, psycopg2 decodes the server's message with the error already
set; Python takes that for a fault of its own and prints both through `sys.excepthook`, though the error is
raised, too.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import psycopg2
from psycopg2.extensions import cursor as Cursor


def copy_in(cursor: Cursor, statement: str, source: Any) -> None:
    """Run `copy … from stdin` with what `source` reads; raises psycopg2.Error and prints nothing."""
    with _not_printed_too():
        cursor.copy_expert(statement, source)


@contextmanager
def _not_printed_too() -> Iterator[None]:
    shown = sys.excepthook

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not isinstance(error.__cause__, psycopg2.Error):
            shown(kind, error, trace)

    sys.excepthook = show
    try:
        yield
    finally:
        sys.excepthook = shown
