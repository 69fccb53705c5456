"""What a database was seeded with, how far a seed is, and how large it is now."""

from typing import Any

from sqlalchemy import Connection, text

from seeding import ledger, schema_objects
from seeding.plan import build_plan
from seeding.state import State, state
from seeding.tasks import load_tasks


def read_status(connection: Connection) -> dict[str, Any]:
    """The state, and where a seed was begun its spec, rows and what is left to do."""
    found = state(connection)
    size = int(connection.execute(text("select pg_database_size(current_database())")).scalar_one())
    status: dict[str, Any] = {"state": str(found), "database_bytes": size}
    run = ledger.read(connection) if found in (State.SEEDED, State.UNFINISHED) else None
    if run is None:
        return status
    loaded = ledger.loaded(connection)
    rows: dict[str, int] = {}
    for (name, _), (count, _) in loaded.items():
        rows[name] = rows.get(name, 0) + count
    return status | {
        "spec": run.spec.as_json(),
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "rows": rows,
        "tasks_left": len(load_tasks(build_plan(run.spec), set(loaded))),
        "indexes_and_keys_left": schema_objects.remaining(connection),
        "summary": run.summary,
    }
