"""A server of a drill's own, and an applier that is struck at a chosen statement: who dies, and how."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psutil
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from lab.postgres import EmbeddedPostgres
from lab.service import ServiceFailed
from webapp.paths import ROOT

FAULTS = ("killed applier", "killed server", "lost connection", "lock timeout")
PATIENCE_S = 60
FREE = """
    select format('lock table public.%%I in access exclusive mode nowait', c.relname)
      from pg_class c
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
       and not exists (select from pg_locks l where l.relation = c.oid and l.pid = %s)
"""


@dataclass
class Server:
    """A cluster that may be killed; `process` is its postmaster."""

    cluster: EmbeddedPostgres
    process: subprocess.Popen[bytes]

    def engine(self, database: str) -> Engine:
        """An engine that keeps no connection."""
        return create_engine(self.cluster.url(database=database), poolclass=NullPool)

    def kill(self, whole: bool, backend: int) -> None:
        """Kill the postmaster, or one session, after which the server restarts itself; back when it is up."""
        if whole:
            self.process.kill()
            self.process.wait()
            until(self._started)
        else:
            os.kill(backend, signal.SIGKILL)
            until(lambda: not psutil.pid_exists(backend))
        until(self._answers)

    def _started(self) -> bool:
        with suppress(ServiceFailed):
            self.process = self.cluster.start()
            return True
        return False

    def _answers(self) -> bool:
        with suppress(DBAPIError), self.engine("postgres").connect() as connection:
            return bool(connection.execute(text("select true")).scalar())
        return False


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


class Applier:
    """`tests.drills.struck_applier` on one database."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.drills.struck_applier", url], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, at: int, strike: Callable[[int, int], bool], **task: Any) -> "Struck":
        """Have it do a task and strike before its statement `at`; `strike` says whether it goes on then."""
        self._write(json.dumps({**task, "at": at}))
        pid, struck = 0, Struck()
        while True:
            kind, _, rest = self._read().partition(" ")
            if kind == "pid":
                pid = int(rest)
            elif kind == "here":
                struck.met = True
                if strike(pid, int(rest)):
                    self._write("go")
            elif kind == "said":
                struck.said = rest
            elif kind == "statements":
                struck.statements = json.loads(rest)
            elif kind == "ended":
                struck.code = int(rest)
                return struck

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _write(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the applier's process is gone"
        return line.rstrip("\n")


@dataclass
class Struck:
    """How a task ended: whether its statement was `met`, the exit code, what was said, the statements."""

    met: bool = False
    code: int = 0
    said: str = ""
    statements: list[str] | None = None


@contextmanager
def strike(
    server: Server, engine: Engine, fault: str, draws: random.Random
) -> Iterator[Callable[[int, int], bool]]:
    """A function that strikes once with a fault; locks that it holds are let go at the end."""
    with ExitStack() as held:

        def struck(pid: int, session: int) -> bool:
            if fault == "killed applier":
                os.kill(pid, signal.SIGKILL)
                return False
            if fault == "killed server":
                server.kill(draws.random() < 0.5, session)
            elif fault == "lost connection":
                with server.engine(str(engine.url.database)).connect() as connection:
                    connection.execute(text("select pg_terminate_backend(:pid)"), {"pid": session})
            else:
                lock_the_rest(held.enter_context(engine.connect()), session)
            return True

        yield struck


def lock_the_rest(connection: Connection, session: int) -> None:
    """Lock every table that a session does not have, as a long transaction of somebody else's might."""
    for statement in connection.exec_driver_sql(FREE, (session,)).scalars().all():
        with suppress(DBAPIError), connection.begin_nested():
            connection.exec_driver_sql(statement)
