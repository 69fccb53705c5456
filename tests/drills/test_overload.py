"""500 users who never pause, on a lab as it comes: it sheds, stays small, and is itself again soon."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.drills.conftest import Figure
from tests.lab.labs import Lab, a_lab
from webapp.paths import ROOT
from webapp.settings import load_settings

pytestmark = pytest.mark.promise(9)

USERS = 500
SPAWN_RATE = 100
PROCESSES = 2
AS_IT_COMES: dict[str, str] = {}
IMPATIENT = {"WEB_QUEUE_TIMEOUT_S": "0.05"}  # sheds on a fast machine, too
VISITORS = 3
RECOVERED_WITHIN_S = 10
GROWTH_ALLOWED_MB = 200
SAMPLE = 40
CALM_P95_S = 0.25
WATCH_S = 0.3
LOOKED_AT = ("/health/live", "/lab/state", "/metrics")
SERVICES = ("web", "worker", "redis", "postgres")


@pytest.fixture
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    """A lab of two web processes, with settings of the test's own."""
    with a_lab(tmp_path, WEB_CONCURRENCY=str(PROCESSES), **request.param) as made:
        yield made


class Visitor:
    """Somebody who reads; `seen` are (status, seconds), `advised` the Retry-After of each 503."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port)
        self._link = http.client.HTTPConnection(*self._address, timeout=30)
        self._headers: dict[str, str] = {}
        self.seen: list[tuple[int, float]] = []
        self.advised: list[str | None] = []

    def close(self) -> None:
        """Leave."""
        self._link.close()

    def log_in(self) -> None:
        """Become a demo user."""
        body = {"email": "user1@org1.taskpilot.example", "password": "taskpilot-demo"}
        self._link.request(
            "POST", "/api/v1/auth/login", json.dumps(body), {"Content-Type": "application/json"}
        )
        self._headers = {"Authorization": f"Bearer {json.load(self._link.getresponse())['access_token']}"}

    def get(self, path: str) -> tuple[int, bytes]:
        """One request, noted."""
        began = time.monotonic()
        try:
            self._link.request("GET", path, headers=self._headers)
            response = self._link.getresponse()
            status, body = response.status, response.read()
        except OSError:
            self._link.close()
            status, body = 0, b""
        self.seen.append((status, time.monotonic() - began))
        if status == 503:
            self.advised.append(response.getheader("Retry-After"))
        return status, body

    def p95_of(self, count: int) -> float:
        """The 95th percentile in seconds of some requests in a row; infinite where one fails."""
        self.seen.clear()
        for _ in range(count):
            self.get("/api/v1/projects?limit=20")
        return p95(self.seen) if all(status == 200 for status, _ in self.seen) else float("inf")

    def visit_until(self, stop: threading.Event) -> None:
        """Read one page after the other, and wait as told."""
        while not stop.is_set():
            status, _ = self.get("/api/v1/projects?limit=20")
            stop.wait(1 if status == 503 else 0.1)


def p95(seen: list[tuple[int, float]]) -> float:
    """The 95th percentile in seconds of the requests that were answered 200."""
    good = [seconds for status, seconds in seen if status == 200]
    return quantiles(good, n=20)[-1] if len(good) > 1 else float("inf")


@contextmanager
def visiting(url: str) -> Iterator[list[Visitor]]:
    """Visitors for the length of the block, who logged in before it."""
    visitors, stop = [Visitor(url) for _ in range(VISITORS)], threading.Event()
    for visitor in visitors:
        visitor.log_in()
    threads = [threading.Thread(target=visitor.visit_until, args=(stop,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    try:
        yield visitors
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for visitor in visitors:
            visitor.close()


def memory_mb(pids: dict[str, int]) -> dict[str, int]:
    """What each service's processes hold, shared pages by halves."""
    found = {}
    for name, pid in pids.items():
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        total = 0
        for process in family:
            try:
                total += process.memory_full_info().pss
            except psutil.NoSuchProcess:
                continue
        found[name] = total // 2**20
    return found


def web_sessions(database: str) -> int:
    """The app's connections to the database."""
    connection = psycopg2.connect(database)
    with connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where application_name = 'taskpilot-web'")
        (count,) = cursor.fetchone() or (0,)
    connection.close()
    return int(count)


def answered(url: str) -> tuple[Counter[str], float]:
    """Requests that the app has counted by status, and those shed."""
    with closing(Visitor(url)) as visitor:
        text = visitor.get("/metrics")[1].decode()
    statuses: Counter[str] = Counter()
    shed = 0.0
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == "taskpilot_http_requests_total":
                statuses[sample.labels["status"]] += int(sample.value)
            elif sample.name == "taskpilot_http_requests_shed_total":
                shed = sample.value
    return statuses, shed


def load(lab: Lab, seconds: int, folder: Path) -> subprocess.Popen[bytes]:
    """Locust's users, who never pause."""
    command = [
        "-f",
        "locustfiles/personas",
        "RegularUser",
        "PowerUser",
        "--think-time",
        "0",
        "--gates",
        "off",
    ]
    command += ["--headless", "--only-summary", "-u", str(USERS), "-r", str(SPAWN_RATE), "-t", f"{seconds}s"]
    with (folder / "locust.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "locust", *command, "--host", lab.services["web"]["url"]],
            cwd=ROOT, env=lab.environment, stdout=log, stderr=log,
        )  # fmt: skip


@pytest.fixture
def regular(lab: Lab) -> Iterator[Visitor]:
    """Somebody who has logged in and comes back after the load."""
    with closing(Visitor(lab.services["web"]["url"])) as visitor:
        visitor.log_in()
        yield visitor


@pytest.fixture
def watcher(lab: Lab) -> Iterator[Visitor]:
    """Somebody who looks at health, console and metrics."""
    with closing(Visitor(lab.services["web"]["url"])) as visitor:
        yield visitor


@pytest.mark.parametrize(
    ("lab", "patience_s", "seconds"),
    [(IMPATIENT, 0.05, 30), pytest.param(AS_IT_COMES, 1.0, 180, marks=pytest.mark.long)],
    indirect=["lab"],
    ids=["ci", "as it comes"],
)
def test_it_sheds_and_recovers(
    lab: Lab,
    patience_s: float,
    seconds: int,
    regular: Visitor,
    watcher: Visitor,
    tmp_path: Path,
    figure: Figure,
) -> None:
    """A machine fast enough to serve all of them in time has nothing to shed."""
    services = lab.services
    url, database = services["web"]["url"], services["postgres"]["admin_url"]
    pids = {name: services[name]["pid"] for name in SERVICES}
    web_processes = {process.pid for process in psutil.Process(pids["web"]).children()}
    calm = regular.p95_of(SAMPLE)
    before, (statuses_before, shed_before) = memory_mb(pids), answered(url)
    peak, looks = Counter(before), Counter[str]()
    with visiting(url) as visitors:
        locust = load(lab, seconds, tmp_path)
        try:
            while locust.poll() is None:
                for name, megabytes in memory_mb(pids).items():
                    peak[name] = max(peak[name], megabytes)
                looks.update(str(watcher.get(path)[0]) for path in LOOKED_AT)
                with_timeout(locust, WATCH_S)
        finally:
            locust.kill()
            locust.wait()
    ended = time.monotonic()
    limit = max(CALM_P95_S, 3 * calm)
    while (now := regular.p95_of(SAMPLE)) > limit and time.monotonic() - ended < 3 * RECOVERED_WITHIN_S:
        pass
    pool = load_settings().database_pool_size * PROCESSES
    sessions = web_sessions(database)
    recovered = time.monotonic() - ended
    statuses, shed = answered(url)
    statuses.subtract(statuses_before)
    shed -= shed_before
    seen = [one for visitor in visitors for one in visitor.seen]
    figure(f"{seconds} s of {USERS} users: requests", sum(statuses.values()))
    figure(f"{seconds} s: shed with 503 and Retry-After", f"{shed:.0f} ({shed / sum(statuses.values()):.0%})")
    figure(
        f"{seconds} s: p95 of admitted (alone, under load)", f"{calm * 1000:.0f}, {p95(seen) * 1000:.0f} ms"
    )
    figure(f"{seconds} s: looks at health, console, metrics", f"{looks.total()}, {looks['200']} answered")
    figure(f"{seconds} s: slowest look", f"{max(took for _, took in watcher.seen):.2f} s")
    figure(f"{seconds} s: MB before, peak, after", sizes(before, peak, memory_mb(pids)))
    figure(
        f"{seconds} s: p95 and connections back after", f"{recovered:.1f} s ({now * 1000:.0f} ms, {sessions})"
    )
    assert shed > 0 or p95(seen) < patience_s, f"nothing was shed: {statuses}"
    assert {status for status, count in statuses.items() if status >= "500" and count > 0} <= {"503"}
    assert {advice for visitor in visitors for advice in visitor.advised} <= {"1"}
    assert set(looks) == {"200"}, f"who looked at it was refused: {looks}"
    assert {process.pid for process in psutil.Process(pids["web"]).children()} == web_processes
    assert all(entry["state"] == "running" for entry in lab.services.values())
    assert {name: mb for name, mb in peak.items() if mb - before[name] > GROWTH_ALLOWED_MB} == {}
    assert now <= limit
    assert sessions <= pool
    assert recovered <= RECOVERED_WITHIN_S
    assert answered(url)[1] - shed_before == shed, "it still sheds"


def with_timeout(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process to end, or a while."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def sizes(*measured: dict[str, int]) -> str:
    """Megabytes of each service, one after the other."""
    return "; ".join(f"{name} {', '.join(str(one[name]) for one in measured)}" for name in SERVICES)
