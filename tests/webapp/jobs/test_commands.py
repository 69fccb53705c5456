"""The commands: one scheduler, one line where a service is away, a status that a machine reads."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.webapp.jobs.conftest import JOBS, StartJobs, Until
from webapp.jobs.cli import jobs
from webapp.settings import settings

pytestmark = pytest.mark.usefixtures("job_settings")


@pytest.fixture(scope="module")
def world_url(world: str, copy_database: Callable[[str], str]) -> str:
    """One copy for all: the commands do not change it."""
    return copy_database(world)


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `flask jobs …`, in a process of its own."""
    done = subprocess.run(
        [*JOBS, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_second_scheduler_is_refused_and_the_first_ends_cleanly(
    start_jobs: StartJobs, until: Until, tmp_path: Path
) -> None:
    first = start_jobs("schedule")
    until(lambda: " ready jobs=" in (tmp_path / "schedule.log").read_text(), what="the first scheduler")
    code, said = run("schedule")
    assert code == 2
    assert said.startswith("Error: a scheduler is running already (pid ") and said.count("\n") == 1
    first.terminate()
    assert first.wait(10) == 0
    assert "Traceback" not in (tmp_path / "schedule.log").read_text()


def test_a_killed_scheduler_is_replaced_at_once(start_jobs: StartJobs, until: Until, tmp_path: Path) -> None:
    log = tmp_path / "schedule.log"
    first = start_jobs("schedule")
    until(lambda: " ready jobs=" in log.read_text(), what="the first scheduler")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    second = start_jobs("schedule")
    until(lambda: log.read_text().count(" ready jobs=") == 2 or second.poll(), what="the second scheduler")
    assert second.poll() is None, log.read_text()


@pytest.mark.parametrize("command", ["worker", "schedule", "status"])
@pytest.mark.parametrize(("name", "service"), [("REDIS_URL", "Redis"), ("DATABASE_URL", "PostgreSQL")])
def test_an_unreachable_service_is_one_line_and_exit_code_2(
    command: str, name: str, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = {"REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}
    monkeypatch.setenv(name, away[name])
    settings.cache_clear()
    result = CliRunner().invoke(jobs, [command])
    assert result.exit_code == 2
    assert f"Error: {service} does not answer" in result.output and result.output.count("\n") == 1


def test_a_database_without_tables_is_refused(monkeypatch: pytest.MonkeyPatch, copy_database: object) -> None:
    monkeypatch.setenv("DATABASE_URL", copy_database("template1"))  # type: ignore[operator]
    settings.cache_clear()
    result = CliRunner().invoke(jobs, ["worker"])
    assert (result.exit_code, "flask db upgrade baseline" in result.output) == (2, True)


def test_the_status_names_workers_scheduler_outbox_and_next_runs(
    start_jobs: StartJobs, until: Until, tmp_path: Path
) -> None:
    start_jobs("worker", "--processes", "2")
    start_jobs("schedule")

    def status() -> dict[str, object]:
        found: dict[str, object] = json.loads(CliRunner().invoke(jobs, ["status", "--json"]).output)
        return found

    until(lambda: len(status()["workers"]) == 2 and len(status()["next"]) == 7, what="everybody")  # type: ignore[arg-type]
    assert set(status()) == {"queue", "workers", "scheduler", "outbox", "next"}
    assert status()["outbox"] == {"waiting": 0, "due": 0, "dead": 0}


def test_the_status_of_nothing_says_what_to_start() -> None:
    said = CliRunner().invoke(jobs, ["status"]).output
    assert "flask jobs worker" in said and "flask jobs schedule" in said
