"""Brings a run's database to its first morning: seeded, and with the changes of the days before."""

from datetime import timedelta

from rich.console import Console

from lab.databases import APPLICATION_NAME
from lab.experiment.options import Options
from lab.experiment.view import View
from roadmap.apply import apply_until, current_revision
from roadmap.catalogue import day_of
from seeding.progress import Bars, summary_line
from seeding.run import seed_database
from seeding.spec import Spec, today
from seeding.state import State, state
from webapp.database import command_engine


def prepare(url: str, options: Options, view: View, console: Console) -> None:
    """Migrate, seed (going on with a seed that was stopped), and apply what came before the first day."""
    engine = command_engine(url, APPLICATION_NAME)
    with engine.connect() as connection:
        revision = current_revision(connection)
    if revision is None:
        apply_until(engine, 0)
    with engine.connect() as connection:
        found = state(connection)
    if found in (State.EMPTY, State.UNFINISHED):
        view.say(f"filling the database (scale {options.scale:g}) …")
        _seed(url, options, view, console, resume=found is State.UNFINISHED)
    if day_of(revision) < options.first - 1:
        view.say(f"applying days 1 to {options.first - 1}, which come before the run …")
        apply_until(engine, options.first - 1, plan=options.plan)


def _seed(url: str, options: Options, view: View, console: Console, resume: bool) -> None:
    """Two years of data that end where the run's first simulated day begins.

    Growth dates its rows by simulated days; so they lie in the past, apart from what the load writes now.
    """
    spec = Spec(options.scale, options.seed, today() - timedelta(days=len(options.days)))
    if console.is_terminal:
        with view.while_hidden(), Bars(console) as bars:
            summary = seed_database(url, spec, progress=bars, resume=resume)
    else:
        summary = seed_database(url, spec, resume=resume)
    view.say(summary_line(summary))
