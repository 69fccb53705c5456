"""Which endpoint runs which statements, noted by the app itself while an experiment plays.

Loaded by every app (entry-point group `taskpilot.blueprints`), and idle unless TASKPILOT_STATEMENT_TRACE
names a file. Then each statement's text is appended to it once per endpoint and process, as it was sent but
for the values of SECRET parameters: the experiment asks PostgreSQL for its queryid later, and runs are
passed on.
"""

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, has_request_context, request
from flask.blueprints import BlueprintSetupState
from psycopg2.extensions import cursor
from sqlalchemy import event

from webapp.database import db
from webapp.metrics.requests import endpoint_name

LONGEST_STATEMENT = 65_536
MOST_PAIRS = 10_000
SECRET = frozenset({"secret", "hash", "password_hash"})

blueprint = Blueprint("tracing", __name__)


class Trace:
    """The pairs of endpoint and statement that this process has written down."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[tuple[str, Any]] = set()

    def note(self, statement: Any, values: Any, used: cursor) -> None:
        """Write a pair down the first time it is met; `used` has just run the statement with the values."""
        if not has_request_context() or request.url_rule is None:
            return
        endpoint = f"{request.method} {endpoint_name(request.url_rule.rule)}"
        pair = (endpoint, statement)
        if pair in self._seen or len(self._seen) >= MOST_PAIRS or used.query is None:
            return
        self._seen.add(pair)
        hidden = without_secrets(values)
        sent = used.query if hidden is values else used.mogrify(statement, hidden)
        if len(sent) <= LONGEST_STATEMENT:
            row = {"endpoint": endpoint, "sql": str(statement), "sent": sent.decode(errors="replace")}
            try:
                self._append(f"{json.dumps(row)}\n".encode())
            except OSError:  # no room: the request goes on, and the pair is noted when it is met again
                self._seen.discard(pair)

    def _append(self, line: bytes) -> None:
        """Add a line in one write, for several processes append to the file; OSError where that fails."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(descriptor, line) < len(line):
                os.write(descriptor, b"\n")
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)


def without_secrets(values: Any) -> Any:
    """The values with the secret ones empty and of their type; the same object where there are none."""
    if not isinstance(values, Mapping) or SECRET.isdisjoint(values):
        return values
    return {name: type(value)() if name in SECRET and value else value for name, value in values.items()}


@blueprint.record
def trace(state: BlueprintSetupState) -> None:
    """Have each new connection of the app use a cursor that notes what it runs."""
    settings = state.app.config["SETTINGS"]
    if settings.taskpilot_statement_trace is None:
        return
    kept = Trace(Path(settings.taskpilot_statement_trace))

    class TracingCursor(cursor):
        def execute(self, query: Any, vars: Any = None) -> None:
            super().execute(query, vars)
            kept.note(query, vars, self)

    with state.app.app_context():  # type: ignore[attr-defined]

        @event.listens_for(db.engine, "connect")
        def _use(connection: Any, _record: Any) -> None:
            connection.cursor_factory = TracingCursor
