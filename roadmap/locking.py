"""One applier at a time, and nobody waits for ever."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from webapp.refusal import Refusal

LOCK_TIMEOUT_MS = 5_000
ORPHAN_CHECK_MS = 1_000  # a session whose applier was killed ends this soon
APPLIER_LOCK = 7_205_759  # any number that nothing else on the server locks
APPLIER_WAIT_S = 30.0
POLL_S = 0.1

TRY_LOCK = text("select pg_try_advisory_lock(:key)")
HOLDER = text("""
    select l.pid, a.application_name, a.backend_start
      from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = :key and l.objsubid = 1
       and l.database = (select oid from pg_database where datname = current_database())
""")


class ApplierBusy(Refusal):
    """Somebody else is changing the schema; the message names the session."""


@contextmanager
def applier_lock(connection: Connection, wait_s: float = APPLIER_WAIT_S) -> Iterator[None]:
    """Hold the appliers' advisory lock on the session that runs the DDL.

    Polls instead of blocking: a session blocked in pg_advisory_lock() holds a snapshot, which would deadlock
    with a concurrent index build. Raises ApplierBusy after `wait_s` seconds. Leaves no transaction open.
    """
    _acquire(connection, wait_s)
    try:
        yield
    finally:
        if not connection.invalidated and not connection.closed:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": APPLIER_LOCK})
            connection.commit()


def _acquire(connection: Connection, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        got = connection.execute(
            text("select pg_try_advisory_lock(:key)"), {"key": APPLIER_LOCK}
        ).scalar_one()
        connection.commit()
        if got:
            return
        if time.monotonic() >= deadline:
            holder = connection.execute(HOLDER, {"key": APPLIER_LOCK}).first()
            connection.commit()
            who = f"session {holder.pid} ({holder.application_name or 'unnamed'})" if holder else "a session"
            raise ApplierBusy(f"{who} is changing the schema since more than {wait_s:.0f} s; wait for it")
        time.sleep(POLL_S)
