"""The simulation of the real roadmap: the same seed the same log, stopped cleanly, taken up again."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from roadmap import log
from roadmap.catalogue import revisions
from roadmap.plan import Plan
from roadmap.simulate import simulate
from tests.roadmap.conftest import ROWS
from tests.roadmap.test_interrupts import state_and_log_agree, wait_until

pytestmark = pytest.mark.slow
PLAN = Plan("drawn", 7, 0.4)
COMMAND = "from roadmap.cli import roadmap; roadmap()"
OPTIONS = ("--changes-per-day", "2", "--day-length", "100ms", "--error-rate", "0.4", "--seed", "7")
LOG = text("select change, code, plan from lab.roadmap_log where applied_at is not null order by id")
ENDS_WITHIN_S = 60


@pytest.fixture
def tracked(template: str, copy_database: Callable[[str], str]) -> Callable[[], Engine]:
    """A function that gives an engine on a new baseline with a few rows."""

    def made() -> Engine:
        engine = create_engine(copy_database(template), poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(ROWS))
            connection.execute(log.CREATE)
        return engine

    return made


def logged(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(LOG)]


def stopped_after(engine: Engine, changes: int, how: signal.Signals) -> tuple[int, str]:
    """Simulate in a process that gets a signal once so many changes are in; its exit code and last words."""
    url = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "simulate", *OPTIONS],
        env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_until(engine, text(f"select count(applied_at) >= {changes} from lab.roadmap_log"))
    process.send_signal(how)
    words = process.communicate(timeout=ENDS_WITHIN_S)[1]
    return process.returncode, words


def test_the_same_seed_plays_the_same_log_whether_stopped_or_not(tracked: Callable[[], Engine]) -> None:
    whole, again = tracked(), tracked()
    for _ in simulate(whole, PLAN, 2, 0.1):
        pass
    for changes, how in ((6, signal.SIGTERM), (18, signal.SIGINT)):
        code, words = stopped_after(again, changes, how)
        assert (code, "the same command goes on" in words) == (2, True), words
        assert state_and_log_agree(again)
        assert changes <= len(logged(again)) < len(revisions())
    for _ in simulate(again, PLAN, 2, 0.001):
        pass
    assert logged(again) == logged(whole)
    assert [change for change, _, _ in logged(whole)] == [revision.id for revision in revisions()]
