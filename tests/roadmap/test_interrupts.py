"""Stopping in the middle: state and log agree, and the next apply goes on to the same schema."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from roadmap import log
from roadmap.apply import apply_until, current_revision, pending
from roadmap.catalogue import applied_at, last_day, revisions
from roadmap.cli import roadmap
from roadmap.plan import CONTROL, Plan
from roadmap.schema import differences, snapshot
from tests.roadmap.conftest import ROWS

APPLIER = """
import sys
from pathlib import Path
from roadmap.apply import apply_until
from roadmap.catalogue import versions_in
from roadmap.commands._shared import orderly_stop
from roadmap.plan import CONTROL
from webapp.database import command_engine
with versions_in(Path(sys.argv[1])), orderly_stop():
    apply_until(command_engine(sys.argv[2], "applier"), 2, lock_timeout_ms=60_000, plan=CONTROL)
"""
BUILDING = text("select count(*) from pg_stat_activity where query ilike 'create index concurrently%'"
                " and application_name = 'applier' and wait_event_type = 'Lock'")  # fmt: skip
GONE = text("select count(*) = 0 from pg_stat_activity where application_name = 'applier'")


def wait_until(engine: Engine, condition: Any) -> None:
    deadline = time.monotonic() + 60
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(condition).scalar():
            assert time.monotonic() < deadline, condition
            time.sleep(0.02)


@contextmanager
def snapshot_held(engine: Engine) -> Iterator[None]:
    """A transaction that a concurrent index build has to wait for."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("select count(*) from organizations"))
        yield


def state_and_log_agree(engine: Engine) -> bool:
    with engine.connect() as connection:
        applied = {revision.id for revision in applied_at(current_revision(connection))}
        return applied == set(log.applied(connection))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_stop_during_a_concurrent_build_is_recovered_from(
    tracker: Engine, small_roadmap: Path, how: signal.Signals
) -> None:
    apply_until(tracker, 1, plan=CONTROL)
    url = tracker.url.render_as_string(hide_password=False)
    with snapshot_held(tracker):
        applier = subprocess.Popen([sys.executable, "-c", APPLIER, str(small_roadmap), url], env=os.environ)
        wait_until(tracker, BUILDING)
        applier.send_signal(how)
        applier.wait(60)
        wait_until(tracker, GONE)
    assert state_and_log_agree(tracker)
    assert apply_until(tracker, 2, plan=CONTROL) == "d02b_due_note"
    with tracker.connect() as connection:
        assert "INVALID" not in snapshot(connection)["index public.ix_issues_due_note"]
    assert state_and_log_agree(tracker)


class Stopped(Exception):
    """Raised just before a change's last commit."""


@pytest.mark.slow
@pytest.mark.parametrize("plan", [CONTROL, Plan("drawn", 42, 1.0)], ids=str)
def test_every_change_bears_a_stop_just_before_its_end(
    template: str, copy_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, plan: Plan
) -> None:
    stopped, whole = (
        create_engine(copy_database(template), poolclass=NullPool) for _ in ("stopped", "whole")
    )
    for engine in (stopped, whole):
        with engine.begin() as connection:
            connection.execute(text(ROWS))
    record = log.record_applied
    stops = iter([True, False] * len(revisions()))

    def stop_every_other(*arguments: Any) -> None:
        if next(stops):
            raise Stopped
        record(*arguments)

    apply_until(whole, last_day(), plan=plan)
    monkeypatch.setattr(log, "record_applied", stop_every_other)
    while True:
        with stopped.connect() as connection:
            if not pending(connection, last_day()):
                break
        with suppress(Stopped):
            apply_until(stopped, last_day(), plan=plan)
        assert state_and_log_agree(stopped)
    with stopped.connect() as left, whole.connect() as right:
        assert differences(snapshot(left), snapshot(right)) == []


def test_what_a_change_makes_others_wait_for_is_logged_and_shown(
    tracker: Engine, small_roadmap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_until(tracker, 1)
    ready, release = threading.Event(), threading.Event()

    def hold() -> None:
        with tracker.begin() as connection:
            connection.execute(text("select count(*) from issues"))
            ready.set()
            release.wait(20)

    def write() -> None:
        wait_until(tracker, text("select exists (select from pg_locks where not granted)"))
        threading.Timer(0.4, release.set).start()
        with tracker.begin() as connection:
            connection.execute(text("update issues set title = 'x' where id = 1"))

    threads = [threading.Thread(target=hold), threading.Thread(target=write)]
    threads[0].start()
    ready.wait(20)
    threads[1].start()
    apply_until(tracker, 2, plan=Plan("drawn", 1, 1.0))
    for thread in threads:
        thread.join(20)
    with tracker.connect() as connection:
        entry = log.applied(connection)["d02b_due_note"]
    assert entry.blocked_sessions == 1
    assert (entry.longest_wait_ms or 0) >= 200
    assert entry.under_load is True
    monkeypatch.setenv("DATABASE_URL", tracker.url.render_as_string(hide_password=False))
    shown = CliRunner().invoke(roadmap, ["show", "d02b"]).stdout
    assert f"1 sessions waited, {entry.longest_wait_ms} ms at most" in shown
