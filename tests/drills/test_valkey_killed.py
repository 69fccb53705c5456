"""Valkey is killed under 50 users: nobody notices, and events that waited are delivered after its return."""

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.drills.compare import compare
from tests.drills.conftest import Figure
from tests.drills.labs import asked, states, until
from tests.drills.ledger import PASSWORD, writing
from tests.lab.labs import Lab, a_lab
from tests.webapp.jobs.receiver import Receiver

pytestmark = pytest.mark.promise(2)

USERS = 50
EVENTS = ["issue.created", "issue.updated", "comment.created"]
GUESSES = 25
WEB_PROCESSES = 2
RETURN_S = 60.0
OUTBOX_S = 120.0


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab that limits rates and delivers to this machine."""
    with a_lab(
        tmp_path_factory.mktemp("valkey-killed"),
        WEB_CONCURRENCY=str(WEB_PROCESSES),
        TASKPILOT_RATE_LIMIT="1000000/minute",
        TASKPILOT_WEBHOOK_ALLOW_PRIVATE="true",
    ) as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """One that takes everything."""
    with Receiver().serving() as one:
        yield one


def post(web: str, path: str, body: object, token: str | None = None) -> tuple[int, dict[str, object]]:
    """Status and body of a POST."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(
            urllib.request.Request(web + path, json.dumps(body).encode(), headers), timeout=10
        ) as answer:
            return int(answer.status), json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def subscribe(web: str, organization: int, url: str) -> None:
    """Have an organization's events sent to a URL."""
    owner = {"email": f"user1@org{organization}.taskpilot.example", "password": PASSWORD}
    _, answered = post(web, "/api/v1/auth/login", owner)
    webhook = {"url": f"{url}/{organization}", "events": EVENTS}
    status, said = post(web, "/api/v1/webhooks", webhook, str(answered["access_token"]))
    assert status == 201, said


@contextmanager
def kept_down(lab: Lab) -> Iterator[None]:
    """Kill Valkey, and let it come back only after the block: its port is taken."""
    valkey = psutil.Process(lab.services["redis"]["pid"])
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        valkey.kill()
        until(lambda: bind(thief, lab.ports["TASKPILOT_REDIS_PORT"]), RETURN_S, "taking its port")
        yield
    until(lambda: lab.services["redis"]["state"] == "running", RETURN_S, "Valkey's return")


def bind(thief: socket.socket, port: int) -> bool:
    """Take a port; False while another program has it."""
    try:
        thief.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def restart(lab: Lab) -> None:
    """Kill Valkey and wait until it is back."""
    valkey = psutil.Process(lab.services["redis"]["pid"])
    valkey.kill()
    until(lambda: lab.services["redis"]["pid"] not in (None, valkey.pid), RETURN_S, "Valkey's restart")
    until(lambda: lab.services["redis"]["state"] == "running", RETURN_S, "Valkey's return")


OURS = """
    from webhook_deliveries d join webhooks w on w.id = d.webhook_id where w.url like 'http://127.0.0.1:%'
"""


def test_nobody_notices_and_every_event_is_delivered(lab: Lab, receiver: Receiver, figure: Figure) -> None:
    services = lab.services
    database = services["postgres"]["admin_url"]
    for organization in (1, 2, 3):
        subscribe(services["web"]["url"], organization, receiver.url)
    with writing(services["web"]["url"], USERS) as ledger:
        ledger.wait_for_successes(200)
        restart(lab)
        ledger.wait_for_successes(200)
        with kept_down(lab):
            down_at, since = time.monotonic(), asked(database, "select now()")[0][0]
            ledger.wait_for_successes(500)
            waiting = asked(
                database, f"select count(*) {OURS} and d.attempts = 0 and d.created_at > '{since}'"
            )[0][0]
            down_s = time.monotonic() - down_at
        ledger.wait_for_successes(200)
    figure("users", USERS)
    figure("kills", f"2, once back after {down_s:.0f} s")
    figure("writes answered", len(ledger.answered))
    figure("failed requests", ledger.failed)
    figure("slowest answer", f"{ledger.slowest_s:.1f} s")
    figure("events that waited", waiting)
    compare(ledger, database).assert_whole()
    assert not ledger.failed, ledger
    assert set(ledger.answered) == set(ledger.attempted)
    assert waiting, "no event waited in the outbox, so none was delivered late"

    back_at = time.monotonic()
    undelivered = f"select count(*) {OURS} and d.status <> 'delivered'"
    until(lambda: asked(database, undelivered) == [(0,)], OUTBOX_S, "delivering what waited")
    figure("outbox empty after", f"{time.monotonic() - back_at:.1f} s")
    outbox = {str(row[0]) for row in asked(database, f"select d.id {OURS}")}
    received: dict[str, set[bytes]] = {}
    for one in receiver.received:
        received.setdefault(one.headers["TaskPilot-Delivery"], set()).add(one.body)
    figure("events delivered", f"{len(received)}, {len(receiver.received) - len(received)} of them twice")
    assert outbox == set(received)
    assert all(len(bodies) == 1 for bodies in received.values()), "one id stood for two events"
    assert all(str(json.loads(body)["id"]) == one for one, (body,) in received.items())


def test_guessing_stays_limited_while_it_is_away(lab: Lab) -> None:
    """Each process counts by itself, so that many processes let through that many times as many."""
    web = lab.services["web"]["url"]
    with kept_down(lab):
        guess = {"email": "user2@org1.taskpilot.example", "password": "a wrong password"}
        statuses = [post(web, "/api/v1/auth/login", guess)[0] for _ in range(GUESSES)]
    assert set(statuses) == {401, 429}
    assert statuses.count(401) <= 10 * WEB_PROCESSES


def test_jobs_go_on_by_themselves(lab: Lab) -> None:
    """Workers and the scheduler, too, are there again."""
    until(lambda: states(lab) == {"running"}, RETURN_S, "the services' return")
    found = json.loads(lab.in_another_terminal("jobs", "status", "--json").stdout)
    assert found["workers"]
    assert found["scheduler"]["pid"] == lab.services["scheduler"]["pid"]
