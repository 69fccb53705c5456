"""A stub of the tracker, and Locust as a process."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCUST = Path(sys.executable).with_name("locust")
GUNICORN = Path(sys.executable).with_name("gunicorn")


def free_port() -> int:
    """A port on the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 20) -> bytes:
    """The body of the first answer of a URL."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bytes(answer.read())
        except OSError as error:
            if time.monotonic() > end:
                raise AssertionError(f"{url} does not answer: {error}") from None
            time.sleep(0.05)


@dataclass
class Finished:
    """A run of Locust that has ended."""

    exit_code: int
    stdout: str
    output: str

    def requests(self, name: str) -> int:
        """How many requests a row `METHOD /path/[id]` counted, from the table printed last."""
        method, _, path = name.partition(" ")
        found = re.findall(rf"^{method}\s+{re.escape(path)}\s+(\d+)\s+\d+\(", self.output, re.MULTILINE)
        return int(found[-1]) if found else 0


def locust_environment(host: str) -> dict[str, str]:
    """The environment of whoever loads `host`."""
    return {**os.environ, "LOCUST_HOST": host, "PYTHONUNBUFFERED": "1"}


def run_locust(host: str, *arguments: str, cwd: Path = ROOT, timeout: float = 120) -> Finished:
    """Run Locust to its end."""
    command = [str(LOCUST), "--headless", "--only-summary", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=locust_environment(host), capture_output=True, text=True, timeout=timeout
    )
    return Finished(done.returncode, done.stdout, done.stdout + done.stderr)


@pytest.fixture(scope="session")
def locust() -> Callable[..., Finished]:
    """`run_locust`, for tests."""
    return run_locust


StubServer = Callable[..., str]


@pytest.fixture
def stub_server(tmp_path: Path) -> Iterator[StubServer]:
    """A function that starts the stub in a mode and returns its base URL."""
    started: list[subprocess.Popen[bytes]] = []

    def start(mode: str = "ok", delay_s: float = 2) -> str:
        port = free_port()
        environment = {**os.environ, "STUB_MODE": mode, "STUB_DELAY_S": str(delay_s)}
        command = [str(GUNICORN), "--threads", "100", "--log-level", "error", "-b", f"127.0.0.1:{port}"]
        with (tmp_path / "stub.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--graceful-timeout", "1", "tests.locustfiles.stub:app"],
                cwd=ROOT, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        started.append(process)
        wait_for(f"http://127.0.0.1:{port}/seen")
        return f"http://127.0.0.1:{port}"

    yield start
    for process in started:
        process.terminate()
        process.wait(30)
