"""Runs a mistake's probe so that it can neither hang, nor hurt, nor leave a trace.

A probe may build an index on a copy or update a row to see what happens: all of it inside one transaction
that is always rolled back, with bounded statements and hardly any wait for locks.
"""

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from roadmap.mistake import Mistake, Needs, ObjectRef, Outcome, Target, Unknown
from roadmap.probing.sql import quoted, table_of

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 500
TIMED_OUT = {"57014": "a statement took longer than {} s", "55P03": "a lock was not free within 0.5 s"}

# Scans by a probe must not make an unused index look used, nor its statements enter the statistics.
UNCOUNTED = text("""
    select set_config(name, value, true)
      from (values ('track_counts', 'off'), ('pg_stat_statements.track', 'none')) setting(name, value)
     where has_parameter_privilege(name, 'set')
""")

EXISTS = {
    "table": "select to_regclass(:relation) is not null",
    "index": "select to_regclass(:relation) is not null",
    "sequence": "select to_regclass(:relation) is not null",
    "columns": "select count(*) = cardinality(cast(:columns as text[])) from pg_attribute"
    " where attrelid = to_regclass(:relation) and attname = any (:columns) and not attisdropped",
    "constraint": "select exists (select from pg_constraint c join pg_namespace n on n.oid = c.connamespace"
    " where n.nspname = :schema and c.conname = :name)",
}


def prove(engine: Engine, mistake: Mistake, target: Target) -> Outcome:
    """Evidence where the mistake is present, None where it is not, Unknown where nobody can tell yet.

    All that a probe reads is of one moment, whatever the load writes meanwhile.
    Takes a connection from `engine`, in a transaction of its own. An object that is not there (any more) has
    no mistake, nor has a PostgreSQL that is too old for it. A probe that runs into its time limits gives
    Unknown; any other error is raised.
    """
    with engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        connection.execute(text(f"set local statement_timeout = {STATEMENT_TIMEOUT_MS}"))
        connection.execute(text(f"set local lock_timeout = {LOCK_TIMEOUT_MS}"))
        connection.execute(UNCOUNTED)
        try:
            if not possible(connection, mistake) or not exists(connection, target.object):
                return None
            return mistake.probe(connection, target)
        except OperationalError as error:
            reason = TIMED_OUT.get(getattr(error.orig, "pgcode", None) or "")
            if reason is None:
                raise
            return Unknown(Needs.NOTHING, reason.format(STATEMENT_TIMEOUT_MS // 1000))
        finally:
            connection.rollback()


def possible(connection: Connection, mistake: Mistake) -> bool:
    """Whether this PostgreSQL is new enough for the mistake."""
    version = connection.dialect.server_version_info or (mistake.since_version,)
    return int(version[0]) >= mistake.since_version


def exists(connection: Connection, ref: ObjectRef) -> bool:
    """Whether the object, with the columns meant, is in the database; true for what is no catalogue entry."""
    own = {"relation": quoted(ref), "schema": ref.schema, "name": ref.name}
    if ref.kind in EXISTS and not connection.execute(text(EXISTS[ref.kind]), own).scalar_one():
        return False
    if not ref.columns or not (ref.table or ref.kind == "table"):
        return True
    columns = {"relation": table_of(ref), "columns": list(ref.columns)}
    return bool(connection.execute(text(EXISTS["columns"]), columns).scalar_one())
