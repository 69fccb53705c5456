"""Bring a database to the end of a day."""

from alembic import command
from sqlalchemy import Connection, Engine, text

from roadmap.catalogue import alembic_config, day_of, revisions_by_day
from roadmap.locking import LOCK_TIMEOUT_MS
from webapp.refusal import Refusal


class UnknownDay(Refusal):
    """A day that the roadmap does not have."""


def apply_until(engine: Engine, day: int, lock_timeout_ms: int = LOCK_TIMEOUT_MS) -> str:
    """Apply all changes up to the end of `day` and return the revision reached.

    Changes already applied are left alone; going back is `revert`'s work.
    """
    days = revisions_by_day()
    if day > max(days):
        raise UnknownDay(
            f"day {day} is past the roadmap's last day ({max(days)}); 'flask roadmap list' shows the days"
        )
    target = days[max(known for known in days if known <= day)]
    with engine.connect() as connection:
        here = current_revision(connection)
        connection.commit()
        if here is None or day_of(here) < day_of(target):
            config = alembic_config()
            config.attributes.update(connection=connection, lock_timeout_ms=lock_timeout_ms)
            command.upgrade(config, target)
            return target
        return here


def current_revision(connection: Connection) -> str | None:
    """The revision that a database is at; None where it was never migrated."""
    if connection.execute(text("select to_regclass('public.alembic_version')")).scalar_one() is None:
        return None
    revision: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return revision
