"""A stub of the tracker, and Locust as a process: to its end, or with its web UI."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.locustfiles.scenario import Run, Scenario

ROOT = Path(__file__).resolve().parents[2]
LOCUST = Path(sys.executable).with_name("locust")
GUNICORN = Path(sys.executable).with_name("gunicorn")


def free_port() -> int:
    """A port on the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], Any], seconds: float, what: str) -> Any:
    """What a condition gives as soon as it gives anything."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return found


def fetch(url: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    """The JSON answer of a URL, POSTed to where there is a body; None where nothing answers yet."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return {"status": error.code, **json.loads(error.read() or b"{}")}
    except OSError:
        return None


@dataclass
class Finished:
    """A run of Locust that has ended."""

    exit_code: int
    stdout: str
    output: str

    def summary(self) -> Any:
        """What --json printed."""
        return json.loads(self.stdout)


def locust_environment(host: str, **more: str) -> dict[str, str]:
    """The environment of whoever loads `host`."""
    return {**os.environ, "LOCUST_HOST": host, "PYTHONUNBUFFERED": "1", **more}


def run_locust(host: str, *arguments: str, cwd: Path = ROOT, timeout: float = 150, **more: str) -> Finished:
    """Run Locust to its end, without a web UI."""
    command = [str(LOCUST), "--headless", "--only-summary", *arguments]
    environment = locust_environment(host, **more)
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    return Finished(done.returncode, done.stdout, done.stdout + done.stderr)


@dataclass
class Swarm:
    """Locust with its web UI on the loopback, and its workers."""

    host: str
    log: Path
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    master_port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The web UI."""
        return f"http://127.0.0.1:{self.port}"

    def launch(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a process of the swarm."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(LOCUST), *arguments], cwd=ROOT, env=locust_environment(self.host), stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def open(self) -> "Swarm":
        """Start the process with the web UI and wait for it."""
        self.launch("--web-host", "127.0.0.1", "--web-port", str(self.port), *self.arguments)
        until(lambda: self.state(), 30, "the web UI answers")
        return self

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker on the master's port."""
        return self.launch("--worker", "--master-port", str(self.master_port))

    def state(self) -> Any:
        """What the page of the dials shows."""
        return fetch(f"{self.url}/personas/state")

    def post(self, path: str, **body: Any) -> Any:
        """Turn something."""
        return fetch(f"{self.url}/personas{path}", body)

    def reset(self) -> "Swarm":
        """Stop, and forget what was dialled."""
        self.post("/stop")
        self.post("/defaults")
        until(lambda: self.state()["state"] in ("ready", "stopped"), 15, "stopped")
        return self

    def users(self) -> dict[str, int]:
        """Running users per persona, those of none left out."""
        return {one["name"]: one["users"] for one in self.state()["personas"] if one["users"]}

    def close(self) -> None:
        """End all processes."""
        for process in reversed(self.processes):
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(30)


@pytest.fixture(scope="module")
def swarm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Swarm]]:
    """A function that starts Locust with its web UI against a host, for a module's tests."""
    started: list[Swarm] = []

    def start(host: str, *arguments: str, master: bool = False) -> Swarm:
        made = Swarm(host, tmp_path_factory.mktemp("swarm") / "locust.log", arguments)
        if master:
            made.arguments += ("--master", "--master-bind-port", str(made.master_port))
        started.append(made)
        return made.open()

    yield start
    for one in started:
        one.close()


@pytest.fixture(scope="session")
def locust() -> Callable[..., Finished]:
    """`run_locust`, for tests."""
    return run_locust


@dataclass
class Stub:
    """The stub as a process."""

    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, mode: str, delay_s: float) -> None:
        """Start it in a mode, and wait for it."""
        command = [str(GUNICORN), "--threads", "150", "--log-level", "error", "--graceful-timeout", "1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{self.port}", "tests.locustfiles.stub:app"],
                cwd=ROOT,
                env={**os.environ, "STUB_MODE": mode, "STUB_DELAY_S": str(delay_s)},
                stdout=log,
                stderr=log,
            )
        until(self.seen, 30, "the stub answers")

    def seen(self) -> Any:
        """What was asked of it."""
        return fetch(f"{self.url}/seen")

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)


@pytest.fixture(scope="session")
def session_stubs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Stub]]:
    """A function that starts a stub in a mode, for as long as the tests run."""
    started: list[Stub] = []

    def start(mode: str = "ok", delay_s: float = 2) -> Stub:
        made = Stub(tmp_path_factory.mktemp("stub") / "stub.log")
        started.append(made)
        made.start(mode, delay_s)
        return made

    yield start
    for one in started:
        one.stop()


@pytest.fixture(scope="session")
def stub(session_stubs: Callable[..., Stub]) -> Stub:
    """A stub that answers well, for all tests."""
    return session_stubs()


@pytest.fixture
def stub_in(session_stubs: Callable[..., Stub]) -> Iterator[Callable[..., Stub]]:
    """A function that starts a stub in a mode, for one test."""
    made: list[Stub] = []

    def start(mode: str, delay_s: float = 2) -> Stub:
        made.append(session_stubs(mode, delay_s))
        return made[-1]

    yield start
    for one in made:
        one.stop()


RUNS_AT_A_TIME = 4


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark of scenarios."""
    config.addinivalue_line("markers", "scenario: the run of Locust that a test looks at")


@pytest.fixture(scope="session")
def scenario_runs(
    request: pytest.FixtureRequest,
    session_stubs: Callable[..., Stub],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Mapping[Scenario, Future[Run]]]:
    """The runs of all scenarios that the collected tests want, begun at once."""
    marks = [item.get_closest_marker("scenario") for item in request.session.items]
    wanted = dict.fromkeys(mark.args[0] for mark in marks if mark is not None)
    stubs = {(one.mode, one.delay_s): None for one in wanted}
    servers = {key: session_stubs(*key) for key in stubs}

    def run(one: Scenario) -> Run:
        out, server = tmp_path_factory.mktemp("out"), servers[one.mode, one.delay_s]
        arguments = [argument.replace("{out}", str(out)) for argument in one.arguments]
        return Run(run_locust(server.url, *arguments, **dict(one.environment)), out, server.seen())

    with ThreadPoolExecutor(RUNS_AT_A_TIME) as pool:
        yield {one: pool.submit(run, one) for one in wanted}


@pytest.fixture
def run(request: pytest.FixtureRequest, scenario_runs: Mapping[Scenario, Future[Run]]) -> Run:
    """The run of the test's scenario, when it is over."""
    mark = request.node.get_closest_marker("scenario")
    assert mark is not None, "mark the test with a scenario"
    return scenario_runs[mark.args[0]].result()


@pytest.fixture(scope="session", autouse=True)
def _begin_early(scenario_runs: Mapping[Scenario, Future[Run]]) -> None:
    """Let the runs begin before the first test."""
