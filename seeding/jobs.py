"""The job that RQ's workers run for `flask seed --queue`.

It is told a range of tasks; what they are, and of which seed, it finds in the ledger.
"""

from contextlib import closing

from seeding import ledger
from seeding.load import APPLICATION_NAME, Loader
from seeding.tasks import load_tasks
from webapp.database import command_engine
from webapp.settings import settings


def load(run: str, first: int, last: int) -> str:
    """Load the tasks `first` to `last` - 1 of a run but those whose chunks are in.

    A job that was left over from another run, or reaches another database, does nothing.
    """
    url = settings().require_database_url()
    with command_engine(url, APPLICATION_NAME).connect() as connection:
        found = ledger.read(connection)
        if found is None or found.started_at.isoformat() != run:
            return f"no seed of {run} here"
        done = set(ledger.loaded(connection))
    rows = 0
    with closing(Loader(url, found.spec)) as loader:
        left = set(load_tasks(loader.plan, done))
        whole = {(task.table, task.chunk): task for task in left}
        for task in load_tasks(loader.plan, set())[first:last]:
            if (task.table, task.chunk) in whole:
                rows += sum(loaded.rows for loaded in whole[task.table, task.chunk].do(loader))
    return f"{rows} rows"
