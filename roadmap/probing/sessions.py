"""Looks at an application's sessions for a few seconds.

What a session holds too long is only there while it holds it, so one look proves little; a probe that saw
nobody working says so, and not that all is well.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

WATCH_S = 2.0
APPEAR_S = 0.5
INTERVAL_S = 0.1

SESSIONS = text("""
    select pid, coalesce(state, '') as state, coalesce(wait_event_type, '') as waits_for,
           coalesce(extract(epoch from clock_timestamp() - xact_start), 0)::float8 as transaction_s,
           coalesce(extract(epoch from clock_timestamp() - state_change), 0)::float8 as state_s,
           coalesce(extract(epoch from clock_timestamp() - query_start), 0)::float8 as query_s,
           coalesce(age(backend_xmin), 0) as snapshot_age
      from pg_stat_activity
     where datname = current_database() and application_name = :name and pid <> pg_backend_pid()
       and backend_type = 'client backend'
     order by pid
""")


def looks(connection: Connection, application: str) -> Iterator[Sequence[Row[Any]]]:
    """The application's sessions, again and again for two seconds; durations are in seconds.

    Ends early where no session shows up at first.
    """
    started = time.monotonic()
    appeared = False
    while True:
        connection.execute(text("select pg_stat_clear_snapshot()"))
        sessions = connection.execute(SESSIONS, {"name": application}).all()
        yield sessions
        appeared = appeared or bool(sessions)
        if time.monotonic() - started >= (WATCH_S if appeared else APPEAR_S):
            return
        time.sleep(INTERVAL_S)


def worked(sessions: Sequence[Row[Any]]) -> bool:
    """Whether one of the sessions did anything in the last seconds."""
    return any(session.state_s < WATCH_S for session in sessions)
