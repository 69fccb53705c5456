"""What a run of days must survive: its own statistics, tokens that end, a server that is started again."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.locustfiles.conftest import LOCUST, ROOT, Stub, locust_environment, until
from tests.locustfiles.scenario import Run, scenario

BUSY = ("RegularUser", "-u", "20", "-r", "100", "--think-time", "0.05", "--gates", "off", "--json")


def eight_hours(how: str) -> Any:
    command = [sys.executable, "-m", "tests.locustfiles.eight_hours", how]
    return json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


def test_eight_hours_leave_as_much_in_memory_as_one() -> None:
    sizes = eight_hours("tidy")["sizes"]

    assert [one["seconds"] for one in sizes] == [sizes[0]["seconds"]] * 8
    assert max(one["points"] for one in sizes) <= 2_000


@scenario(*BUSY, "-t", "6s", mode="short")
def test_an_expired_token_is_renewed_before_it_is_refused(run: Run) -> None:
    assert run.exit_code == 0, run.output
    logins = [one for one in run.summary()["endpoints"] if one["name"] == "POST /api/v1/auth/login"]
    assert logins[0]["requests"] >= 40
    assert "(token renewed)" not in run.output


@scenario(*BUSY, "-t", "6s", mode="forgetful")
def test_a_token_that_is_refused_early_is_renewed_without_a_failure(run: Run) -> None:
    assert run.exit_code == 0, run.output
    assert run.summary()["total"]["failures"] == 0
    assert "(token renewed)" in run.output


def opened(port: int) -> socket.socket | None:
    """A listening socket on a port; None while somebody else still has it."""
    with suppress(OSError):
        return socket.create_server(("127.0.0.1", port))
    return None


def hang_up_once(port: int) -> None:
    """Take one connection and close it without an answer."""
    with until(lambda: opened(port), 30, "the port is free") as door:
        door.settimeout(60)
        door.accept()[0].close()


def test_a_server_that_is_started_again_is_loaded_again(stub_in: Callable[..., Stub], tmp_path: Path) -> None:
    server = stub_in("ok")
    command = [str(LOCUST), "--headless", "--only-summary", *BUSY]
    with (tmp_path / "summary.json").open("wb") as out, (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=locust_environment(server.url), stdout=out, stderr=log
        )
        try:
            until(lambda: asked(server) > 50, 60, "the first requests")
            server.stop()
            hang_up_once(server.port)
            server.start("ok", 0)
            until(lambda: asked(server) > 50, 60, "requests after the start")
        finally:
            process.terminate()
            process.wait(30)

    failures = json.loads((tmp_path / "summary.json").read_text())["failures"]
    assert failures
    assert all("no answer" in one["reason"] for one in failures)


def asked(server: Stub) -> int:
    seen = server.seen()
    return sum(seen["seen"].values()) if seen else 0


@pytest.mark.slow
def test_statistics_that_are_never_tidied_do_grow() -> None:
    sizes = eight_hours("never")["sizes"]

    assert sizes[-1]["seconds"] > 7 * sizes[0]["seconds"]


HURRY = 320


@pytest.mark.slow
def test_a_run_of_eight_hours_takes_no_more_memory_than_its_first_hour(
    stub_in: Callable[..., Stub], locust: Callable[..., Any]
) -> None:
    """Ninety seconds in which the statistics see eight hours, at the requests of a machine at its limit."""
    run = locust(
        stub_in("ok").url,
        *("-f", "locustfiles/personas,tests/locustfiles/hurried.py", "-u", "68", "-r", "68"),
        *("-t", f"{8.2 * 3600 / HURRY:.0f}s", "--think-time", "0.02", "--gates", "errors"),
        HURRY=str(HURRY),
    )
    assert run.exit_code == 0, run.output
    hours = [
        json.loads(line.split("HOUR ")[1]) for line in run.output.splitlines() if line.startswith("HOUR ")
    ]
    assert len(hours) >= 8
    assert hours[7]["requests"] > 6 * hours[0]["requests"] > 10_000
    assert hours[7]["counters"] < 2 * hours[0]["counters"]
    assert hours[7]["rss_mb"] < hours[1]["rss_mb"] + 5
