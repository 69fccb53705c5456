"""Runs a mistake's probe so that it can neither hang, nor hurt, nor leave a trace.

A probe may build an index on a copy or update a row to see what happens: all of it inside one transaction
that is always rolled back, with bounded statements and hardly any wait for locks.
"""

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from roadmap.mistake import Mistake, Needs, ObjectRef, Outcome, Target, Unknown

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 500
TIMED_OUT = {"57014": "a statement took longer than {} s", "55P03": "a lock was not free within 0.5 s"}

EXISTS = {
    "table": "select to_regclass(:relation) is not null",
    "index": "select to_regclass(:relation) is not null",
    "sequence": "select to_regclass(:relation) is not null",
    "constraint": "select exists (select from pg_constraint c join pg_namespace n on n.oid = c.connamespace"
    " where n.nspname = :schema and c.conname = :name)",
}


def prove(engine: Engine, mistake: Mistake, target: Target) -> Outcome:
    """Evidence where the mistake is present, None where it is not, Unknown where nobody can tell yet.

    Takes a session of its own from `engine`. An object that does not exist (any more) has no mistake. A probe
    that runs into its time limits gives Unknown; any other error is raised.
    """
    with engine.connect() as connection:
        connection.execute(text(f"set local statement_timeout = {STATEMENT_TIMEOUT_MS}"))
        connection.execute(text(f"set local lock_timeout = {LOCK_TIMEOUT_MS}"))
        try:
            return mistake.probe(connection, target) if exists(connection, target.object) else None
        except OperationalError as error:
            reason = TIMED_OUT.get(getattr(error.orig, "pgcode", None) or "")
            if reason is None:
                raise
            return Unknown(Needs.NOTHING, reason.format(STATEMENT_TIMEOUT_MS // 1000))
        finally:
            connection.rollback()


def exists(connection: Connection, ref: ObjectRef) -> bool:
    """Whether the object is in the database; true for what is not a catalogue entry."""
    if ref.kind not in EXISTS:
        return True
    relation = f'"{ref.schema}"."{ref.name}"'
    values = {"relation": relation, "schema": ref.schema, "name": ref.name}
    return bool(connection.execute(text(EXISTS[ref.kind]), values).scalar_one())
