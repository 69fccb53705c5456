"""Alembic's environment: one transaction per change, a bounded wait for locks, one applier at a time.

The connection comes from `config.attributes["connection"]` (the lab's own runner) or from the Flask app
(`flask db …`).
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from roadmap.locking import LOCK_TIMEOUT_MS, applier_lock
from webapp.tables import metadata


def run_online(connection: Connection) -> None:
    with applier_lock(connection):
        connection.execute(text(f"set lock_timeout = {config_lock_timeout()}"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
            include_object=_is_the_trackers,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("reset lock_timeout"))
        connection.commit()


def run_offline() -> None:
    context.configure(
        dialect_name="postgresql",
        target_metadata=metadata,
        literal_binds=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def config_lock_timeout() -> int:
    """Milliseconds that a change may wait for a lock."""
    return int(context.config.attributes.get("lock_timeout_ms", LOCK_TIMEOUT_MS))


def _is_the_trackers(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and name == "alembic_version")


if context.is_offline_mode():
    run_offline()
elif (given := context.config.attributes.get("connection")) is not None:
    run_online(given)
else:
    with current_app.extensions["migrate"].db.engine.connect() as own:
        run_online(own)
