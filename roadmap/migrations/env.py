"""Alembic's environment: one transaction per change, a bounded wait for locks, one applier at a time.

The connection comes from `config.attributes["connection"]` (the lab's own runner) or from the Flask app
(`flask db …`). Either way each change runs the way that the plan says, is undone the way that it ran, and
is logged in the transaction that moves the schema.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from roadmap import log
from roadmap.catalogue import BASELINE, revisions
from roadmap.change import CLEAN, Variant
from roadmap.locking import LOCK_TIMEOUT_MS, ORPHAN_CHECK_MS, applier_lock
from roadmap.plan import SCRIPTED, Plan
from webapp.refusal import refuses
from webapp.tables import metadata


def run_online(connection: Connection) -> None:
    with applier_lock(connection):
        connection.execute(text(f"set lock_timeout = {config_lock_timeout()}"))
        connection.execute(text(f"set client_connection_check_interval = {ORPHAN_CHECK_MS}"))
        ran = {change: entry.way for change, entry in log.applied(connection).items()}
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
            include_object=_is_the_trackers,
            on_version_apply=_log,
            ways=lambda revision: ran.get(revision) or planned(revision),
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("reset lock_timeout"))
        connection.execute(text("reset client_connection_check_interval"))
        connection.commit()


def run_offline() -> None:
    context.configure(
        dialect_name="postgresql",
        target_metadata=metadata,
        literal_binds=True,
        transaction_per_migration=True,
        ways=planned,
    )
    with context.begin_transaction():
        context.run_migrations()


def config_lock_timeout() -> int:
    """Milliseconds that a change may wait for a lock."""
    return int(context.config.attributes.get("lock_timeout_ms", LOCK_TIMEOUT_MS))


def plan() -> Plan:
    """The plan of this run; the script where none is given."""
    given: Plan = context.config.attributes.get("plan", SCRIPTED)
    return given


def run_with_the_app() -> None:
    with current_app.extensions["migrate"].db.engine.connect() as own:
        run_online(own)


def planned(revision: str) -> Variant:
    """The way that a change is to run."""
    return next((plan().way(known) for known in revisions() if known.id == revision), CLEAN)


def _log(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:  # noqa: ARG001
    if BASELINE in (step.up_revision_id, *step.up_revision_ids) or ctx.as_sql:
        return
    if step.is_upgrade:
        way = ctx.opts["ways"](step.up_revision_id)
        started = context.config.attributes.get("started")
        log.record_applied(ctx.connection, step.up_revision_id, way, str(plan()), started)
    else:
        log.record_reverted(ctx.connection, step.up_revision_id)


def _is_the_trackers(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (kind == "table" and name == "alembic_version")


if context.is_offline_mode():
    run_offline()
elif (given := context.config.attributes.get("connection")) is not None:
    run_online(given)
else:
    refuses(run_with_the_app)()
