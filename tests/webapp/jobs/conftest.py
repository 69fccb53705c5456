"""A receiver, a database and a Redis named in the environment, and jobs as processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.webapp.jobs.receiver import Receiver
from webapp.jobs import hints
from webapp.settings import settings

ROOT = Path(__file__).parents[3]
JOBS = (sys.executable, "-c", "from webapp.jobs.cli import jobs; jobs(prog_name='flask jobs')")
OUTCOME = "status::text, attempts, response_status, error"

Until = Callable[..., None]
StartJobs = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that answers 200."""
    with Receiver().serving() as serving:
        yield serving


@pytest.fixture
def job_settings(world_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fresh process' settings: this test's database and Redis, and private receivers are allowed."""
    monkeypatch.setattr(hints, "_quiet", hints._Quiet())
    monkeypatch.setenv("DATABASE_URL", world_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("TASKPILOT_WEBHOOK_ALLOW_PRIVATE", "true")
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def until() -> Until:
    """A function that waits until a condition holds, and fails with its words where it does not."""

    def wait(condition: Callable[[], object], seconds: float = 20, what: str = "the condition") -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what} did not hold within {seconds} s"
            time.sleep(0.05)

    return wait


@pytest.fixture
def start_jobs(job_settings: None, tmp_path: Path) -> Iterator[StartJobs]:
    """A function that starts `flask jobs …` as a process; its output goes to `tmp_path/<command>.log`."""
    started: list[subprocess.Popen[bytes]] = []

    def start(command: str, *options: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{command}.log").open("ab") as log:
            process = subprocess.Popen(
                [*JOBS, command, *options],
                stdout=log, stderr=log, cwd=ROOT, start_new_session=True, env=dict(os.environ),
            )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


@pytest.fixture
def deliver_to(world_database: Engine) -> Callable[..., None]:
    """A function that points webhook 1 or 101 at a URL and puts events for it into the outbox."""

    def put(url: str, events: int = 1, webhook_id: int = 1) -> None:
        with world_database.begin() as connection:
            connection.execute(
                text("update webhooks set url = :url where id = :id"), {"url": url, "id": webhook_id}
            )
            connection.execute(
                text(
                    "insert into webhook_deliveries (webhook_id, event, payload)"
                    " select :id, 'issue.created', jsonb_build_object('issue_id', n)"
                    " from generate_series(1, :events) n"
                ),
                {"id": webhook_id, "events": events},
            )

    return put


@pytest.fixture
def outbox(world_database: Engine) -> Callable[[], list[tuple[str, int, int | None, str | None]]]:
    """A function that returns status, attempts, response status and error of each delivery."""

    def look() -> list[tuple[str, int, int | None, str | None]]:
        with world_database.connect() as connection:
            rows = connection.execute(text(f"select {OUTCOME} from webhook_deliveries order by id"))
            return [tuple(row) for row in rows]  # type: ignore[misc]

    return look
