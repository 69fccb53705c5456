"""The web app restarted and its processes killed under users who write: what ends, and what fails."""

import contextlib
import http.client
import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest

from tests.drills.compare import compare
from tests.drills.conftest import Figure
from tests.drills.ledger import writing
from tests.lab.conftest import wait_for
from tests.lab.labs import Lab, a_lab

pytestmark = pytest.mark.promise(4)

PROCESSES = 2
USERS = 30
SOME = 100
IN_FLIGHT = 4
RESTARTS = 3
DEADLINE_S = 60
GRACE_S = 5
LONGEST_BOOT_S = 15


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of two web processes, which sheds nothing on a busy machine: that is another promise."""
    patient = {"STATEMENT_TIMEOUT_MS": "30000", "WEB_QUEUE_TIMEOUT_S": "20", "DATABASE_POOL_SIZE": "8"}
    with a_lab(tmp_path_factory.mktemp("restarts"), WEB_CONCURRENCY=str(PROCESSES), **patient) as made:
        yield made


def master(lab: Lab) -> psutil.Process:
    """The web service's gunicorn."""
    return psutil.Process(lab.services["web"]["pid"])


def ask(url: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """One request on a connection of its own: status and JSON."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=DEADLINE_S)
    with contextlib.closing(link):
        text = None if body is None else json.dumps(body)
        link.request(method, path, text, {"Content-Type": "application/json", **headers})
        response = link.getresponse()
        return response.status, json.loads(response.read() or b"null")


def someone(url: str) -> dict[str, str]:
    """The headers of a user who may change issues."""
    login = {"email": "user1@org1.taskpilot.example", "password": "taskpilot-demo"}
    return {"Authorization": f"Bearer {ask(url, 'POST', '/api/v1/auth/login', login)[1]['access_token']}"}


def test_a_rolling_restart_fails_no_request(lab: Lab, figure: Figure) -> None:
    said = []
    before = {process.pid for process in master(lab).children()}
    with writing(lab.services["web"]["url"], USERS, retrying=False) as ledger:
        for _ in range(RESTARTS):
            ledger.wait_for_successes(SOME)
            done = lab("restart", "web")
            assert done.returncode == 0, done.stdout + done.stderr
            said.append(done.stdout)
        ledger.wait_for_successes(SOME)
    took = [float(seconds) for text in said for seconds in re.findall(r"([\d.]+) s$", text.strip())]
    figure("rolling restarts under users", f"{RESTARTS} under {USERS}")
    figure("a rolling restart took", f"{max(took):.1f} s")
    figure("requests meanwhile, and failed", f"{len(ledger.moments)}, {ledger.failed}")
    figure("slowest request", f"{ledger.slowest_s:.2f} s")
    assert not before & {process.pid for process in master(lab).children()}
    assert ledger.failed == 0, str(ledger)
    compare(ledger, lab.services["postgres"]["admin_url"]).assert_whole()


def test_the_old_processes_serve_until_the_new_ones_do(lab: Lab, figure: Figure) -> None:
    gunicorn = master(lab)
    old = set(gunicorn.children())
    with writing(lab.services["web"]["url"], USERS, retrying=False) as ledger:
        ledger.wait_for_successes(SOME)
        gunicorn.send_signal(signal.SIGHUP)
        wait_for(lambda: len(set(gunicorn.children()) - old) == PROCESSES)
        new = set(gunicorn.children()) - old
        for process in new:
            process.suspend()
        try:
            since = time.monotonic()
            ledger.wait_for_successes(SOME, LONGEST_BOOT_S)
            figure("answered while the new ones hang", ledger.successes_since(since))
        finally:
            for process in new:
                process.resume()
        wait_for(lambda: set(gunicorn.children()) == new)
        ledger.wait_for_successes(SOME)
    assert ledger.failed == 0, str(ledger)


@contextmanager
def issue_locked(database: str, issue: int) -> Iterator[Callable[[], int]]:
    """Hold an issue's row; yields a function to how many sessions wait for it."""
    connect = psycopg2.connect
    with contextlib.closing(connect(database)) as holder, contextlib.closing(connect(database)) as looker:
        looker.autocommit = True
        cursor = looker.cursor()
        holder.cursor().execute("select id from issues where id = %s for update", [issue])

        def waiting() -> int:
            cursor.execute(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                " and application_name = 'taskpilot-web'"
            )
            (count,) = cursor.fetchone() or (0,)
            return int(count)

        yield waiting
        holder.rollback()


def refuses_connections(url: str) -> bool:
    """Whether nobody listens there now."""
    try:
        ask(url, "GET", "/health/live")
    except ConnectionRefusedError:
        return True
    except (OSError, http.client.HTTPException):
        return False
    return False


def status_of(url: str, *request: Any, **headers: str) -> int:
    """The status of an answer; 0 where none came."""
    try:
        return ask(url, *request, **headers)[0]
    except (OSError, http.client.HTTPException):
        return 0


def test_requests_in_flight_end_when_the_app_is_told_to_stop(lab: Lab, figure: Figure) -> None:
    url = lab.services["web"]["url"]
    headers = someone(url)
    issue = ask(url, "GET", "/api/v1/search?q=the&limit=1", **headers)[1]["data"][0]["id"]
    old = master(lab)
    with ThreadPoolExecutor(IN_FLIGHT) as pool, issue_locked(
        lab.services["postgres"]["admin_url"], issue
    ) as waiting:  # fmt: skip
        answers = [
            pool.submit(status_of, url, "PATCH", f"/api/v1/issues/{issue}", {"title": f"T {n}"}, **headers)
            for n in range(IN_FLIGHT)
        ]
        wait_for(lambda: waiting() == IN_FLIGHT)
        told = time.monotonic()
        old.send_signal(signal.SIGTERM)
        wait_for(lambda: refuses_connections(url))
        assert time.monotonic() - told < GRACE_S
    statuses = [answer.result() for answer in answers]
    wait_for(lambda: not refuses_connections(url) and status_of(url, "GET", "/health/ready") == 200)
    figure("told to stop with in flight, ended well", f"{IN_FLIGHT}, {statuses.count(200)}")
    figure("stopped and served again after", f"{time.monotonic() - told:.1f} s")
    assert statuses == [200] * IN_FLIGHT
    wait_for(lambda: lab.services["web"]["state"] == "running")
    assert master(lab).pid != old.pid


def test_a_stop_under_load_loses_nothing_that_was_answered(lab: Lab, figure: Figure) -> None:
    url = lab.services["web"]["url"]
    with writing(url, USERS) as ledger:
        ledger.wait_for_successes(SOME)
        master(lab).send_signal(signal.SIGTERM)
        told = time.monotonic()
        wait_for(lambda: refuses_connections(url))
        wait_for(lambda: not refuses_connections(url))
        back = time.monotonic() - told
        ledger.wait_for_successes(SOME)
    figure("stopped under load, back after", f"{back:.1f} s")
    figure("of those, refused a connection", sum(ledger.broken.values()))
    assert set(ledger.broken) <= {"ConnectionRefusedError"}, str(ledger)
    assert ledger.server_errors == 0
    compare(ledger, lab.services["postgres"]["admin_url"]).assert_whole()


def connections(process: psutil.Process, port: int) -> int:
    """How many clients a web process has."""
    return sum(
        1
        for link in process.net_connections("tcp")
        if link.laddr.port == port and link.status == "ESTABLISHED"
    )


def test_a_killed_web_process_costs_its_own_requests_only(lab: Lab, figure: Figure) -> None:
    port = lab.ports["TASKPILOT_WEB_PORT"]
    with writing(lab.services["web"]["url"], USERS) as ledger:
        ledger.wait_for_successes(SOME)
        gunicorn = master(lab)
        victim = max(gunicorn.children(), key=lambda process: connections(process, port))
        others = {process.pid for process in gunicorn.children()} - {victim.pid}
        its_own = connections(victim, port)
        os.kill(victim.pid, signal.SIGKILL)
        killed = time.monotonic()
        wait_for(lambda: len({process.pid for process in gunicorn.children()} - others - {victim.pid}) == 1)
        ledger.wait_for_successes(SOME)
    failed = sum(ledger.broken.values())
    first = ledger.first_since(killed, 200, 201)
    figure("a web process killed, its connections", its_own)
    figure("requests that it took along", failed)
    figure("the next answer by another after", f"{(first or 0) - killed:.3f} s")
    assert failed <= its_own
    assert first is not None
    assert first - killed < 1, "the others stopped, too"
    assert ledger.server_errors == 0, str(ledger)
    assert set(psutil.Process(lab.services["web"]["pid"]).children()) >= {psutil.Process(p) for p in others}
    compare(ledger, lab.services["postgres"]["admin_url"]).assert_whole()
