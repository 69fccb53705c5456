"""Brings a database to where the lab can work with it: migrated, and seeded where it is empty."""

from collections.abc import Callable

from rich.console import Console

from lab.databases import APPLICATION_NAME
from roadmap.apply import apply_until, current_revision
from seeding.progress import Bars, summary_line
from seeding.run import seed_database
from seeding.spec import Spec, today
from seeding.state import State, state
from webapp.database import command_engine

SEED = 42

Say = Callable[[str], None]


def prepare_database(url: str, scale: float, say: Say) -> None:
    """Migrate a database that never was, fill it where it is empty, and go on with a seed that was stopped.

    One that is further along stays where it is.
    """
    engine = command_engine(url, APPLICATION_NAME)
    with engine.connect() as connection:
        revision = current_revision(connection)
    if revision is None:
        apply_until(engine, 0)
    with engine.connect() as connection:
        found = state(connection)
    if found is State.EMPTY:
        say(f"filling the empty database (scale {scale:g}) …")
    elif found is State.UNFINISHED:
        say("going on with a seed that was stopped …")
    else:
        return
    _seed(url, scale, say, resume=found is State.UNFINISHED)


def _seed(url: str, scale: float, say: Say, resume: bool) -> None:
    spec, console = Spec(scale, SEED, today()), Console(stderr=True)
    if console.is_terminal:
        with Bars(console) as bars:
            summary = seed_database(url, spec, progress=bars, resume=resume)
    else:
        summary = seed_database(url, spec, resume=resume)
    say(summary_line(summary))
