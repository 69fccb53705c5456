"""What a change makes others wait for, sampled from a second connection while it runs.

The connection is in autocommit: a sampler that held a snapshot would stop concurrent index builds.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from webapp.refusal import is_gone

INTERVAL_S = 0.05
SAMPLE_TIMEOUT_MS = 1_000

WAITING = text("""
    select a.pid, pg_blocking_pids(a.pid) as blockers,
           coalesce(extract(epoch from clock_timestamp() - l.waitstart), 0)::float8 * 1000 as waited_ms
      from pg_stat_activity a left join pg_locks l on l.pid = a.pid and not l.granted
     where a.datname = current_database() and a.wait_event_type = 'Lock' and a.pid <> pg_backend_pid()
""")
HELD = text("""
    select n.nspname || '.' || c.relname as relation, l.mode
      from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
     where l.pid = :pid and l.locktype = 'relation' and l.granted and l.mode <> 'AccessShareLock'
       and n.nspname not in ('lab', 'pg_catalog')
""")


@dataclass
class Observed:
    """What the samples of one change add up to."""

    longest_wait_ms: float = 0.0
    blocked: set[int] = field(default_factory=set)
    locks: dict[str, set[str]] = field(default_factory=dict)
    samples: int = 0
    missed: int = 0

    def add(self, waiting: list[tuple[int, list[int], float]], migrating: int) -> None:
        """Count the sessions that wait for the migrating one, directly or behind others that do."""
        victims: set[int] = set()
        while True:
            more = {pid for pid, blockers, _ in waiting if {migrating, *victims} & set(blockers)} - victims
            if not more - {migrating}:
                break
            victims |= more
        victims.discard(migrating)
        self.blocked |= victims
        waits = [waited for pid, _, waited in waiting if pid in victims]
        self.longest_wait_ms = max(self.longest_wait_ms, *waits) if waits else self.longest_wait_ms


class LockSampler:
    """A thread that watches one session for the length of a `with` block."""

    def __init__(self, engine: Engine, pid: int, interval_s: float = INTERVAL_S) -> None:
        self.observed = Observed()
        self._engine = engine
        self._pid = pid
        self._interval_s = interval_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lock-sampler", daemon=True)

    def __enter__(self) -> "LockSampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with (
            suppress(DBAPIError),
            self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            connection.execute(text(f"set statement_timeout = {SAMPLE_TIMEOUT_MS}"))
            due = time.monotonic()
            while not self._stop.is_set():
                self._sample(connection)
                due += self._interval_s
                self._stop.wait(max(0.0, due - time.monotonic()))

    def _sample(self, connection: Connection) -> None:
        try:
            rows: list[Any] = list(connection.execute(WAITING))
            self.observed.add([(row.pid, row.blockers, row.waited_ms) for row in rows], self._pid)
            for row in connection.execute(HELD, {"pid": self._pid}):
                self.observed.locks.setdefault(row.relation, set()).add(row.mode)
            self.observed.samples += 1
        except DBAPIError as error:
            if is_gone(error.orig):
                self._stop.set()
            self.observed.missed += 1
