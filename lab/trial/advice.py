"""Applies advice statement by statement, and measures what each would do to others: its locks, and how long.

A statement runs in a transaction of its own, whose locks are read just before the commit, so that none is too
short to be seen. What PostgreSQL allows outside of a transaction only (CREATE INDEX CONCURRENTLY, VACUUM) is
watched from a second connection.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from psycopg2 import extensions
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from lab.copying import name
from lab.trial.statements import shortened
from roadmap.figures import wal_bytes
from roadmap.sampler import LockSampler
from roadmap.step import interruptible
from webapp.refusal import Refusal, first_line

APPLICATION_NAME = "taskpilot-lab trial"
NOT_IN_A_TRANSACTION = "25001"
READS = {"AccessExclusiveLock"}
WRITES = READS | {"ExclusiveLock", "ShareRowExclusiveLock", "ShareLock"}
CONTROL = re.compile(
    r"(begin|start|commit|end|rollback|abort|savepoint|release|set|reset|show)\b", re.IGNORECASE
)
SERVER_WIDE = re.compile(
    r"(alter\s+(system|role|user|group)|(create|drop)\s+(database|role|user|group|tablespace)"
    r"|alter\s+(tablespace|database))\b",
    re.IGNORECASE,
)
OWN_SETTING = re.compile(r'alter\s+database\s+("(?:[^"]|"")*"|\w+)\s+((?:re)?set)\b', re.IGNORECASE)

BEFORE = """
    select c.oid::bigint, n.nspname || '.' || c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
"""
HELD = """
    select relation::bigint, mode from pg_locks
     where pid = pg_backend_pid() and locktype = 'relation' and granted and mode <> 'AccessShareLock'
"""


class AdviceRefused(Refusal):
    """Advice that PostgreSQL refuses, or that would reach beyond the copy."""


@dataclass(frozen=True)
class Applied:
    """One statement: how long it took, and the locks that it held on relations that were there before."""

    statement: str
    ms: float
    locks: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def blocks(self) -> dict[str, str]:
        """What others could not do to each relation while it ran: write, or read and write."""
        found = {}
        for relation, modes in self.locks.items():
            if READS & set(modes):
                found[relation] = "reads and writes"
            elif WRITES & set(modes):
                found[relation] = "writes"
        return found

    def as_json(self) -> dict[str, Any]:
        """The statement as the report has it."""
        return {
            "statement": self.statement,
            "ms": round(self.ms, 1),
            "locks": dict(self.locks),
            "blocks": self.blocks,
        }


@dataclass(frozen=True)
class Application:
    """All statements, and the WAL that they wrote."""

    applied: list[Applied]
    wal_bytes: int


def apply_advice(url: str, source: str, advice: list[str]) -> Application:
    """Run the statements on the copy behind `url`; AdviceRefused names the one that cannot be."""
    engine = create_engine(
        url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"application_name": APPLICATION_NAME},
    )
    applied = []
    with engine.connect() as connection:
        pid = int(connection.exec_driver_sql("select pg_backend_pid()").scalar_one())
        written = wal_bytes(connection, pid)
        for number, statement in enumerate(advice, start=1):
            own = _on_the_copy(statement, source, str(engine.url.database))
            try:
                applied.append(_apply(engine, connection, pid, own))
            except psycopg2.Error as error:
                raise AdviceRefused(
                    f"statement {number} of {len(advice)} was refused: {first_line(error)} "
                    f"({shortened(statement)})"
                ) from None
        if _status(connection) != extensions.TRANSACTION_STATUS_IDLE:
            raise AdviceRefused("the advice begins a transaction and does not end it; add commit")
        return Application(applied, wal_bytes(connection, pid) - written)


def require_within_a_database(advice: list[str]) -> None:
    """AdviceRefused where a statement is for the whole server, which both copies share with the original."""
    for statement in advice:
        if SERVER_WIDE.match(statement) and not OWN_SETTING.match(statement):
            raise AdviceRefused(
                f"'{shortened(statement)}' is for the whole server, which the copies share with the "
                "original; a trial can hold what stays within one database"
            )


def _on_the_copy(statement: str, source: str, copy: str) -> str:
    """A setting of the original database, made for the copy."""
    found = OWN_SETTING.match(statement)
    if found is None:
        return statement
    named = found[1].strip('"').replace('""', '"') if found[1].startswith('"') else found[1].lower()
    if named != source:
        raise AdviceRefused(f"'{shortened(statement)}' is for {named}; the trial is of {source}")
    return f"alter database {name(copy)} {found[2]}{statement[found.end() :]}"


def _apply(engine: Engine, connection: Connection, pid: int, statement: str) -> Applied:
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor:
        cursor.execute(BEFORE)
        before = dict(cursor.fetchall())
        if CONTROL.match(statement) or _status(connection) != extensions.TRANSACTION_STATUS_IDLE:
            ms = _timed(connection, cursor, statement)
            return Applied(statement, ms, _held(cursor, before))
        cursor.execute("begin")
        try:
            began = time.perf_counter()
            _timed(connection, cursor, statement)
            held = _held(cursor, before)
            cursor.execute("commit")
            return Applied(statement, (time.perf_counter() - began) * 1000, held)
        except psycopg2.Error as error:
            cursor.execute("rollback")
            if error.pgcode != NOT_IN_A_TRANSACTION:
                raise
        with LockSampler(engine, pid, interval_s=0.02) as sampler:
            ms = _timed(connection, cursor, statement)
        locks = {relation: sorted(modes) for relation, modes in sorted(sampler.observed.locks.items())}
        return Applied(statement, ms, locks)


def _timed(connection: Connection, cursor: Any, statement: str) -> float:
    began = time.perf_counter()
    interruptible(connection, lambda: cursor.execute(statement))
    return (time.perf_counter() - began) * 1000


def _held(cursor: Any, before: dict[int, str]) -> dict[str, list[str]]:
    if cursor.connection.info.transaction_status != extensions.TRANSACTION_STATUS_INTRANS:
        return {}
    cursor.execute(HELD)
    held: dict[str, set[str]] = {}
    for oid, mode in cursor.fetchall():
        if oid in before:
            held.setdefault(before[oid], set()).add(mode)
    return {relation: sorted(modes) for relation, modes in sorted(held.items())}


def _status(connection: Connection) -> int:
    driver: Any = connection.connection.dbapi_connection
    return int(driver.info.transaction_status)
