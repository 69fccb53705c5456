"""Plays a run from its first day, or from the day that a killed one was in, to its report."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from sqlalchemy.exc import OperationalError

from lab.experiment.day import play_day
from lab.experiment.folder import RunFolder
from lab.experiment.load import Load, LoadUnreachable
from lab.experiment.manifest import postgres_version
from lab.experiment.prepare import prepare
from lab.experiment.refused import RunBroken, RunRefused
from lab.experiment.requests import RequestSampler
from lab.experiment.server import Server, a_server
from lab.experiment.services import RUNS, Services
from lab.experiment.stage import Stage
from lab.experiment.statements import Statements
from lab.experiment.stopping import RunSignals
from lab.experiment.view import View
from lab.plan import lab_settings
from lab.report.head import cost_words
from lab.report.run_data import RunData
from lab.report.write import write_report
from lab.sampler.sampler import Sampler
from lab.signals import StopRequested
from roadmap.apply import current_revision
from webapp.database import command_engine
from webapp.paths import lab_dir
from webapp.refusal import first_line

APPLICATION_NAME = "taskpilot-lab run"
SHUT_DOWN = "57P"
USERS_TIMEOUT_S = 60.0
POLL_S = 0.5


@dataclass(frozen=True)
class Ending:
    """How a run ended: whether all of its days are done, and where its report is."""

    complete: bool
    report: Path | None


def play(folder: RunFolder, reset: bool, console: Console) -> Ending:
    """Play the days that the folder's manifest asks for and that are not done, then write the report.

    Told to stop, the day ends early and in order; told twice, it is dropped. RunBroken where the run lost
    what it needs. Whatever ends it, `--resume` repeats at most one day.
    """
    options = folder.options()
    left = [day for day in options.days if day not in folder.days_done()]
    view = View(console, len(options.days), len(options.days) - len(left))
    with RunSignals() as signals, folder.held(), view:
        try:
            if left:
                folder.timeline.mend()
                with signals.interrupting(), a_server(lab_settings(), folder.database) as server:
                    _play_days(folder, left, server, reset, view, console, signals)
        except StopRequested:
            view.say("stopped; the day it was in will be repeated")
        except OperationalError as error:
            if not is_lost(error):
                raise
            raise RunBroken(
                f"PostgreSQL was lost: {first_line(error.orig)}; once it is back, go on with --resume"
            ) from None
        complete = len(folder.days_done()) == len(options.days)
        if complete and not folder.manifest()["finished_at"]:
            folder.write_manifest({**folder.manifest(), "finished_at": datetime.now(UTC).isoformat()})
            folder.timeline.add("run finished")
        view.phase("report")
        if not folder.days_done():
            return Ending(complete, None)
        report = write_report(folder.path)
        view.say(f"sampling cost {cost_words(RunData(folder.path))}")
    return Ending(complete, report)


def _play_days(
    folder: RunFolder, left: list[int], server: Server, reset: bool, view: View, console: Console,
    signals: RunSignals,
) -> None:  # fmt: skip
    _provide(folder, server, reset)
    url = server.database_url(folder.database)
    words = folder.manifest()
    folder.write_manifest(
        {
            **words,
            "server": server.kind,
            "versions": {**words["versions"], "postgresql": postgres_version(url)},
        }
    )
    folder.timeline.add("resumed" if words["days_done"] else "run started", days=left)
    view.say(f"playing in the database {folder.database}")
    prepare(url, folder.options(), view, console)
    with _stage(folder, server, url, view, signals) as stage:
        signals.hold_back()
        for day in left:
            if signals.requested:
                break
            play_day(stage, day)
        if signals.requested:
            view.say("stopping …")
        view.phase("stopping the app, its workers and Locust")


def is_lost(error: OperationalError) -> bool:
    """Whether an error means that the server or the connection has gone, not that a statement failed."""
    code = getattr(error.orig, "pgcode", None)
    return error.connection_invalidated or code is None or str(code).startswith(SHUT_DOWN)


def _provide(folder: RunFolder, server: Server, reset: bool) -> None:
    """Make the database; RunRefused where another run's is in its place."""
    begun = any(event["event"] in ("run started", "resumed") for event in folder.timeline.events())
    if reset and not begun:
        server.drop(folder.database)
    if begun and not server.has(folder.database):
        raise RunRefused(
            f"the run's database {folder.database} is not on this server; start the run anew with --reset"
        )
    if not begun and server.has(folder.database) and _is_migrated(server.database_url(folder.database)):
        raise RunRefused(
            f"the database {folder.database} is there already, from a run of that name; choose another "
            "--out, or replace both with --reset"
        )
    server.create(folder.database)


def _is_migrated(url: str) -> bool:
    with command_engine(url, APPLICATION_NAME).connect() as connection:
        return current_revision(connection) is not None


@contextmanager
def _stage(
    folder: RunFolder, server: Server, url: str, view: View, signals: RunSignals
) -> Iterator[Stage]:  # fmt: skip
    """All that a day needs, up for the length of a block."""
    options = folder.options()
    with ExitStack() as stack:
        view.phase("starting the app, its workers and Locust")
        services = Services(lab_dir() / RUNS / folder.name, url, options.users, folder.trace)
        stack.callback(services.stop)
        services.start(signals.wait)
        load = Load(services.locust)
        _wait_for_users(load, services, options.users, signals)
        view.say(
            f"{options.users} users are on the app at {services.web}; Locust's page is {services.locust}"
        )
        sampler = Sampler(url, folder.samples)
        stack.enter_context(_running(sampler))
        requests = stack.enter_context(RequestSampler(load, folder.samples))
        yield Stage(
            folder, options, server, url, command_engine(url, APPLICATION_NAME), services, load, sampler,
            requests, Statements(url, folder.trace, folder.samples), view, signals,
        )  # fmt: skip


@contextmanager
def _running(sampler: Sampler) -> Iterator[None]:
    """Sample for the length of a block."""
    thread = sampler.start()
    try:
        yield
    finally:
        sampler.stop.set()
        thread.join()


def _wait_for_users(load: Load, services: Services, users: int, signals: RunSignals) -> None:
    """Until every user is up; RunBroken where that takes too long."""
    deadline = time.monotonic() + USERS_TIMEOUT_S
    while time.monotonic() < deadline:
        services.require()
        try:
            if load.users() >= users:
                return
        except LoadUnreachable:
            pass
        signals.wait(POLL_S)
    raise RunBroken(
        f"{users} users were not up in {USERS_TIMEOUT_S:.0f} s; go on with --resume, or take fewer"
    )
