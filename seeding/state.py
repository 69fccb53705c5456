"""What a database holds: nothing, a seed begun, a seed, or rows of somebody else's."""

from enum import StrEnum

from sqlalchemy import Connection, Engine, text

from seeding import ledger, tables
from seeding.spec import Spec
from webapp.refusal import Refusal

SEED_LOCK = 7_305_001


class State(StrEnum):
    """How far a database is."""

    UNMIGRATED = "unmigrated"
    EMPTY = "empty"
    UNFINISHED = "unfinished"
    SEEDED = "seeded"
    FOREIGN = "foreign"


class StateError(Refusal):
    """The database is not as the command needs it."""


def state(connection: Connection) -> State:
    """What this database holds."""
    if missing(connection):
        return State.UNMIGRATED
    run = ledger.read(connection)
    if run is not None:
        return State.SEEDED if run.finished_at else State.UNFINISHED
    return State.FOREIGN if filled(connection) else State.EMPTY


def is_empty(engine: Engine) -> bool:
    """Whether a migrated database has no rows and no seed begun."""
    with engine.connect() as connection:
        return state(connection) is State.EMPTY


def seeded_spec(connection: Connection) -> Spec:
    """The spec of a finished seed; StateError where there is none."""
    run = ledger.read(connection)
    if run is None or run.finished_at is None:
        raise StateError("this database has no finished seed here: run 'flask seed' first")
    return run.spec


def missing(connection: Connection) -> list[str]:
    """The seeded tables that are not there."""
    query = text(
        "select name from unnest(cast(:names as text[])) name where to_regclass('public.' || name) is null"
    )
    return list(connection.execute(query, {"names": list(tables.tables())}).scalars())


def filled(connection: Connection) -> list[str]:
    """The seeded tables that have rows."""
    names = list(tables.tables())
    query = ", ".join(f"exists (select from public.{name})" for name in names)
    found = connection.execute(text(f"select {query}")).one()
    return [name for name, has_rows in zip(names, found, strict=True) if has_rows]


def owned(connection: Connection) -> bool:
    """Whether this role may drop and make indexes on the seeded tables, and make the ledger's schema."""
    query = text("""
        select bool_and(pg_has_role(relowner, 'usage')) and (
            to_regnamespace('lab') is not null or has_database_privilege(current_database(), 'create'))
        from pg_class where relnamespace = 'public'::regnamespace and relname = any(:names)
    """)
    return bool(connection.execute(query, {"names": list(tables.tables())}).scalar())


def require_alone(connection: Connection) -> None:
    """Hold the seed's lock until the connection ends, without a transaction; StateError where it is taken."""
    query = text("select pg_try_advisory_lock(:key)")
    alone = connection.execute(query, {"key": SEED_LOCK}).scalar_one()
    connection.commit()
    if not alone:
        raise StateError("another 'flask seed' is at work in this database; wait for it, or stop it")
