"""What comes before the first row: is the database fit, what run is it, and the indexes out of the way."""

from sqlalchemy import Connection, text

from seeding import ledger, schema_objects, tables
from seeding.plan import build_plan
from seeding.sizing import require_room
from seeding.spec import Spec
from seeding.state import State, StateError, missing, owned, state


def prepare(connection: Connection, spec: Spec, jobs: int, *, resume: bool, reset: bool) -> Spec:
    """Check the database, and note the run and the indexes taken out; returns the spec to follow."""
    if absent := missing(connection):
        names = ", ".join(absent)
        raise StateError(f"the database has no table {names}: run 'flask roadmap apply --day 0' first")
    if not owned(connection):
        raise StateError("this role does not own TaskPilot's tables: seed as the role that migrated them")
    found = state(connection)
    if resume:
        run = ledger.read(connection)
        if run is None:
            raise StateError("no seed was begun in this database: leave --resume out")
        if run.finished_at:
            raise StateError("this database's seed is complete: there is nothing to resume")
        return run.spec
    require_room(connection, build_plan(spec))
    if reset:
        clear(connection)
    elif found is not State.EMPTY:
        way_out = "go on with --resume, or start" if found is State.UNFINISHED else "start"
        raise StateError(f"the database is not empty ({found}): {way_out} afresh with --reset")
    ledger.create(connection)
    ledger.open_run(connection, spec, jobs)
    schema_objects.take_out(connection, tables.tables())
    return spec


def clear(connection: Connection) -> None:
    """Remove all rows of the application's tables, after a seed that stopped also restore their indexes."""
    names = connection.execute(
        text("""
        select format('%I', relname) from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname <> 'alembic_version'
    """)
    ).scalars()
    connection.exec_driver_sql(f"truncate {', '.join(names)} restart identity")
    if ledger.exists(connection):
        left = connection.execute(
            text("select restore from lab.seed_objects where not done order by position")
        )
        for statement in left.scalars().all():
            connection.exec_driver_sql(statement)
        ledger.forget(connection)
