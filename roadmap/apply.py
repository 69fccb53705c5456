"""Bring a database to the end of a day, forwards or back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from roadmap import log
from roadmap.catalogue import BASELINE, Revision, applied_at, last_day, require_day, revisions
from roadmap.change import Variant
from roadmap.locking import LOCK_TIMEOUT_MS, applier_lock
from roadmap.migrate import upgrade
from roadmap.plan import SCRIPTED, Plan
from roadmap.step import fill_past, run_change, undo_change
from webapp.refusal import Refusal


class NotMigrated(Refusal):
    """A database without the tracker's schema."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change that was just applied or taken back; `cost` are the log's measured columns."""

    revision: Revision
    way: Variant
    reverted: bool = False
    cost: dict[str, Any] | None = None


Report = Callable[[Outcome], None]


def apply_until(
    engine: Engine,
    day: int,
    lock_timeout_ms: int = LOCK_TIMEOUT_MS,
    plan: Plan = SCRIPTED,
    report: Report = lambda outcome: None,  # noqa: ARG005
) -> str:
    """Apply all changes up to the end of `day`, in order, and return the revision reached.

    Changes already applied are left alone; going back is `revert_to`'s work. Each new change is reported as
    soon as it is done. Stopped at any point, the next call goes on where this one ended.
    """
    require_day(day)
    with engine.connect() as connection, applier_lock(connection):
        if current_revision(connection) is None:
            connection.commit()
            upgrade(BASELINE, connection=connection, lock_timeout_ms=lock_timeout_ms)
        for revision in pending(connection, day):
            cost = run_change(engine, connection, revision, plan, lock_timeout_ms)
            fill_past(connection, revision, lock_timeout_ms)
            report(Outcome(revision, plan.way(revision), cost=cost))
        for revision in unfilled(connection):
            fill_past(connection, revision, lock_timeout_ms)
        reached = current_revision(connection)
        connection.commit()
    return str(reached)


def apply_next(
    engine: Engine, lock_timeout_ms: int = LOCK_TIMEOUT_MS, plan: Plan = SCRIPTED
) -> Outcome | None:
    """Apply the first change that the database does not have; None where it has them all."""
    with engine.connect() as connection, applier_lock(connection):
        to_come = pending(connection, last_day())
        if not to_come:
            return None
        cost = run_change(engine, connection, to_come[0], plan, lock_timeout_ms)
        fill_past(connection, to_come[0], lock_timeout_ms)
    return Outcome(to_come[0], plan.way(to_come[0]), cost=cost)


def revert_to(
    engine: Engine,
    day: int,
    lock_timeout_ms: int = LOCK_TIMEOUT_MS,
    report: Report = lambda outcome: None,  # noqa: ARG005
) -> str:
    """Take back all changes after the end of `day`, last one first, and return the revision reached.

    Each is undone the way that it ran. NotMigrated where the database has no schema of ours.
    """
    require_day(day)
    with engine.connect() as connection, applier_lock(connection):
        here = require_migrated(connection)
        ways = {change: entry.way for change, entry in log.applied(connection).items()}
        connection.commit()
        for revision in reversed(applied_at(here)):
            if revision.day <= day:
                break
            undo_change(connection, revision, lock_timeout_ms)
            report(Outcome(revision, ways.get(revision.id, "clean"), reverted=True))
        reached = require_migrated(connection)
        connection.commit()
    return reached


def pending(connection: Connection, day: int) -> tuple[Revision, ...]:
    """The changes up to the end of `day` that the database does not have yet."""
    done = len(applied_at(require_migrated(connection)))
    connection.commit()
    return tuple(revision for revision in revisions()[done:] if revision.day <= day)


def unfilled(connection: Connection) -> tuple[Revision, ...]:
    """Applied changes whose tables still lack their past, because an earlier run was stopped."""
    entries = log.applied(connection)
    connection.commit()
    return tuple(
        revision
        for revision in revisions()
        if revision.change.growth and revision.id in entries and entries[revision.id].grown_until is None
    )


def current_revision(connection: Connection) -> str | None:
    """The revision that a database is at; None where it was never migrated."""
    if connection.execute(text("select to_regclass('public.alembic_version')")).scalar_one() is None:
        return None
    revision: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return revision


def require_migrated(connection: Connection) -> str:
    """The revision that a database is at; NotMigrated where it has none."""
    revision = current_revision(connection)
    if revision is None:
        raise NotMigrated("the database is not migrated; run 'flask roadmap apply --day 0'")
    return revision
