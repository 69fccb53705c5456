"""One change up or down: retried while its lock is taken, measured, interruptible.

Alembic runs in a thread, because psycopg2 answers no signal while a statement runs; the main thread waits
and, interrupted, cancels the statement.
"""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError

from roadmap import log
from roadmap.catalogue import Revision
from roadmap.figures import Transactions, others_worked, transactions_of, wal_bytes
from roadmap.growth import grow_past
from roadmap.migrate import downgrade, upgrade
from roadmap.plan import Plan
from roadmap.sampler import LockSampler, Observed
from webapp.refusal import DISK_FULL, MAKE_ROOM, Refusal, first_line, is_gone

LOCK_NOT_AVAILABLE = "55P03"
ATTEMPTS = 6
FIRST_PAUSE_S = 0.1
CANCEL_EVERY_S = 0.1


class ChangeFailed(Refusal):
    """A change that did not get its lock, or that the database refused; nothing of it is applied."""


class ConnectionLost(Refusal):
    """The session ended in the midst of a change; what it had not committed is not there."""


def run_change(
    engine: Engine, connection: Connection, revision: Revision, plan: Plan, lock_timeout_ms: int
) -> dict[str, Any]:
    """Apply one change and return what it cost; ChangeFailed where it was given up, which is logged."""
    pid = int(connection.execute(text("select pg_backend_pid()")).scalar_one())
    connection.commit()
    wal_before = wal_bytes(connection, pid)
    started = datetime.now(UTC)
    attempts = 0

    def attempt() -> None:
        nonlocal attempts
        attempts += 1
        given = {"lock_timeout_ms": lock_timeout_ms, "plan": plan, "started": started}
        interruptible(connection, lambda: upgrade(revision.id, connection=connection, **given))

    with LockSampler(engine, pid) as sampler, transactions_of(connection) as transactions:
        error = _until_locked(connection, attempt)
    cost = figures(transactions, sampler.observed)
    cost |= {"attempts": attempts, "wal_bytes": wal_bytes(connection, pid) - wal_before}
    cost["under_load"] = cost["blocked_sessions"] > 0 or others_worked(connection, started)
    if error is None:
        log.record_measured(connection, revision.id, cost)
        connection.commit()
        return cost
    reason = first_line(error.orig)
    given_up = {**cost, "note": reason, "started": started}
    log.record_given_up(connection, revision.id, plan.way(revision), str(plan), given_up)
    connection.commit()
    if _pgcode(error) == LOCK_NOT_AVAILABLE:
        raise ChangeFailed(
            f"{revision.id} did not get its lock within {lock_timeout_ms} ms in {attempts} attempts; "
            "apply again, or give it longer with --lock-timeout"
        ) from error
    way_out = f"; {MAKE_ROOM}" if _pgcode(error) == DISK_FULL else ""
    raise ChangeFailed(f"{revision.id} was refused by the database: {reason}{way_out}") from error


def figures(transactions: Transactions, observed: Observed) -> dict[str, Any]:
    """The measured columns of `lab.roadmap_log`, from inside and from outside of the change's session."""
    held = {relation: set(modes) for relation, modes in observed.locks.items()}
    for record in transactions.records:
        for relation, modes in record["held"].items():
            held.setdefault(relation, set()).update(modes)
    return {
        "rewritten": sorted({name for record in transactions.records for name in record["rewritten"]}),
        "locks": {relation: sorted(modes) for relation, modes in sorted(held.items())},
        "transactions": transactions.records,
        "longest_wait_ms": round(observed.longest_wait_ms, 1),
        "blocked_sessions": len(observed.blocked),
    }


def undo_change(connection: Connection, revision: Revision, lock_timeout_ms: int) -> None:
    """Take one change back, the way that it ran; ChangeFailed where it does not get its lock."""

    def attempt() -> None:
        given = {"connection": connection, "lock_timeout_ms": lock_timeout_ms}
        interruptible(connection, lambda: downgrade(revision.down, **given))

    error = _until_locked(connection, attempt)
    if error is not None:
        raise ChangeFailed(f"{revision.id} could not be taken back: {first_line(error.orig)}") from error


def fill_past(connection: Connection, revision: Revision, lock_timeout_ms: int) -> None:
    """Fill a new change's own tables; ChangeFailed where they are locked, and the next apply does it."""

    def attempt() -> None:
        connection.execute(text(f"set lock_timeout = {lock_timeout_ms}"))
        connection.commit()
        grow_past(connection, revision)

    error = _until_locked(connection, attempt)
    connection.execute(text("reset lock_timeout"))
    connection.commit()
    if error is not None:
        raise ChangeFailed(
            f"{revision.id} is applied, but its tables are not filled: {first_line(error.orig)}; "
            + (MAKE_ROOM if _pgcode(error) == DISK_FULL else "apply again")
        ) from error


def interruptible(connection: Connection, work: Callable[[], None]) -> None:
    """Run `work` in a thread; an interrupt cancels its statement and is raised once the thread has ended."""
    failed: list[BaseException] = []
    ended = threading.Event()  # an interrupted Thread.join believes that the thread has ended

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            failed.append(error)
        finally:
            ended.set()

    driver: Any = connection.connection.dbapi_connection
    threading.Thread(target=copy_context().run, args=(guarded,), name="change").start()
    try:
        ended.wait()
    except BaseException:
        while not ended.wait(CANCEL_EVERY_S):
            driver.cancel()
        connection.rollback()
        raise
    if failed:
        raise failed[0]


def _until_locked(connection: Connection, attempt: Callable[[], None]) -> DBAPIError | None:
    """Try until the lock is had; the error where it never was, or where the database refused otherwise."""
    for number in range(ATTEMPTS):
        try:
            attempt()
            return None
        except OperationalError as error:
            connection.rollback()
            if _pgcode(error) != LOCK_NOT_AVAILABLE:
                raise_if_gone(error)
                return error
            last = error
            if number + 1 < ATTEMPTS:
                time.sleep(FIRST_PAUSE_S * 2**number)
        except DBAPIError as error:
            connection.rollback()
            raise_if_gone(error)
            return error
        except PendingRollbackError as error:
            connection.rollback()
            raise ConnectionLost(
                "the connection to PostgreSQL was lost within a change; run it again, it goes on from there"
            ) from error
    return last


def raise_if_gone(error: DBAPIError) -> None:
    """Raise an error that means that the server is not there any more."""
    if is_gone(error.orig):
        raise error


def _pgcode(error: DBAPIError) -> str | None:
    return getattr(error.orig, "pgcode", None)
