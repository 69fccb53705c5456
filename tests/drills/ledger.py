"""Clients that write through the API while something breaks, and keep a ledger of what they were answered.

Each write carries a key that no other one has, as its Idempotency-Key and in its text, so that
`tests.drills.compare` finds in the database what became of it.

    with writing(lab.services["web"]["url"], users=50) as ledger:
        …                                   # break something, wait for something
    compare(ledger, database_url).assert_whole()
"""

import http.client
import json
import secrets
import select
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PASSWORD = "taskpilot-demo"
ORGANIZATIONS = 3
PATIENCE_S = 30.0
AFTER_A_BREAK_S = 0.2
LAST_TRIES_S = 90.0
UNSURE_EVERY = 7
START_S = 60.0
POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Answered:
    """A write that was answered 2xx: its row's id, when (monotonic), and how often it was sent."""

    kind: str
    key: str
    id: int
    at: float
    tries: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `status` is None where nothing did."""

    status: int | None
    headers: dict[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether it is a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    def json(self) -> Any:
        """The body's value."""
        return json.loads(self.body)


@dataclass(repr=False)
class Ledger:
    """What some clients did.

    `moments` are (monotonic, status) of each answer, `details` the refusals in words, `broken` counts by
    exception the requests that got no answer.
    """

    run: str = field(default_factory=lambda: f"ledger-{secrets.token_hex(4)}")
    attempted: dict[str, str] = field(default_factory=dict)
    answered: dict[str, Answered] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    moments: list[tuple[float, int]] = field(default_factory=list)
    retry_after: Counter[str | None] = field(default_factory=Counter)
    slowest_s: float = 0.0
    retried: int = 0
    given_up: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, reply: Reply, seconds: float, error: str | None) -> None:
        """Count one request."""
        with self._lock:
            self.slowest_s = max(self.slowest_s, seconds)
            if reply.status is None:
                self.broken[error or "nothing"] += 1
                return
            self.statuses[reply.status] += 1
            self.moments.append((time.monotonic(), reply.status))
            if not reply.is_success:
                said = reply.body[:300].decode(errors="replace")
                self.details[f"{reply.status} {method} {said}"] += 1
            if reply.status == 503:
                self.retry_after[reply.headers.get("retry-after")] += 1

    def begin(self, kind: str, key: str) -> None:
        """Note that a write is about to be sent."""
        with self._lock:
            self.attempted[key] = kind

    def end(self, answered: Answered) -> None:
        """Note a write that was answered 2xx."""
        with self._lock:
            self.answered[answered.key] = answered
            self.retried += answered.tries > 1

    @property
    def server_errors(self) -> int:
        """Answers of 5xx other than 503."""
        return sum(count for status, count in self.statuses.items() if status >= 500 and status != 503)

    @property
    def unadvised(self) -> int:
        """Answers of 503 without Retry-After."""
        return self.retry_after[None]

    @property
    def failed(self) -> int:
        """Requests that were answered 5xx or not at all."""
        return sum(self.broken.values()) + sum(n for status, n in self.statuses.items() if status >= 500)

    def successes_since(self, moment: float) -> int:
        """How many requests were answered 2xx since a monotonic moment."""
        return sum(1 for at, status in list(self.moments) if at > moment and 200 <= status < 300)

    def first_since(self, moment: float, *statuses: int) -> float | None:
        """When (monotonic) the first answer with one of the statuses came since a moment."""
        return next((at for at, status in list(self.moments) if at > moment and status in statuses), None)

    def wait_for_successes(self, count: int, timeout_s: float = START_S) -> None:
        """Wait until so many more requests were answered 2xx."""
        since, deadline = time.monotonic(), time.monotonic() + timeout_s
        while self.successes_since(since) < count:
            assert time.monotonic() < deadline, f"{count} successes took over {timeout_s:.0f} s: {self}"
            time.sleep(POLL_S)

    def __repr__(self) -> str:
        return (
            f"{len(self.answered)} of {len(self.attempted)} writes answered, {dict(self.statuses)}, "
            f"broken {dict(self.broken)}, slowest {self.slowest_s:.1f} s, "
            f"refused {self.details.most_common(4)}"
        )


@contextmanager
def writing(
    host: str, users: int = 50, *, retrying: bool = True, think_s: float = 0.2, password: str = PASSWORD
) -> Iterator[Ledger]:
    """Have users write until the block ends; begins once all of them have logged in.

    With `retrying`, a write that got 503 or no answer is sent again with its key until it is answered
    otherwise, for up to LAST_TRIES_S after the end of the block; and one in UNSURE_EVERY is sent again
    though it was answered, as by a client that lost its answer. Each user has one kept connection.
    """
    ledger, stop = Ledger(), threading.Event()
    addresses = iter(
        [f"user{k}@org{o}.taskpilot.example" for k in range(1, 60) for o in range(1, ORGANIZATIONS + 1)]
    )
    clients = [Client(host, ledger, stop, retrying, think_s) for _ in range(users)]
    for client in clients:
        client.log_in(addresses, password)
    threads = [threading.Thread(target=client.work, daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    except BaseException:
        ledger.given_up = True
        raise
    finally:
        stop.set()
        for thread in threads:
            thread.join(LAST_TRIES_S + PATIENCE_S)
    assert not any(thread.is_alive() for thread in threads), "a client never came to an end"


class Client:
    """One user with one kept connection."""

    def __init__(
        self, host: str, ledger: Ledger, stop: threading.Event, retrying: bool = True, think_s: float = 0.2
    ) -> None:
        parts = urlsplit(host)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        self._ledger, self._stop, self._retrying, self._think_s = ledger, stop, retrying, think_s
        self._headers = {"Content-Type": "application/json"}
        self._projects: list[int] = []
        self._number = 0
        self._name = secrets.token_hex(4)

    def log_in(self, addresses: Iterator[str], password: str) -> None:
        """Log in as the first of the addresses whose user is active."""
        for address in addresses:
            reply = self._send("POST", "/api/v1/auth/login", {"email": address, "password": password})
            if reply.is_success:
                self._headers["Authorization"] = f"Bearer {reply.json()['access_token']}"
                found = self._send("GET", "/api/v1/projects?limit=50").json()["data"]
                self._projects = [project["id"] for project in found]
                return
            assert reply.status == 401, f"login of {address}: {reply}"
        raise AssertionError("not enough active users are seeded")

    def work(self) -> None:
        """Write and read until told to stop."""
        try:
            while not self._stop.is_set():
                self._go_through_an_issue()
        finally:
            self._connection.close()

    def _go_through_an_issue(self) -> None:
        project = self._projects[secrets.randbelow(len(self._projects))]
        issue = self._write("issue", "POST", "/api/v1/issues", {"project_id": project}, "title")
        if issue is not None:
            path = f"/api/v1/issues/{issue}"
            self._write("comment", "POST", f"{path}/comments", {}, "body")
            self._read(path)
            self._write("change", "PATCH", path, {}, "description")
        self._read(f"/api/v1/projects/{project}/issues?limit=20")

    def _write(self, kind: str, method: str, path: str, body: dict[str, Any], marked: str) -> int | None:
        """Write once, however often it has to be sent; the row's id, or None where it was refused."""
        if self._stop.is_set():
            return None
        self._number += 1
        key = f"{self._ledger.run}-{self._name}-{self._number}"
        self._ledger.begin(kind, key)
        what = (method, path, {**body, marked: key}, key if method == "POST" else None)
        reply, tries = self._insist(*what)
        if not reply.is_success:
            return None
        if self._retrying and self._number % UNSURE_EVERY == 0:
            reply, _ = self._insist(*what)
        identity = int(reply.json()["id"])
        self._ledger.end(Answered(kind, key, identity, time.monotonic(), tries))
        self._stop.wait(self._think_s)
        return identity

    def _read(self, path: str) -> None:
        if not self._stop.is_set():
            self._insist("GET", path, None, None)
            self._stop.wait(self._think_s)

    def _insist(
        self, method: str, path: str, body: dict[str, Any] | None, key: str | None
    ) -> tuple[Reply, int]:
        tries, give_up_at = 0, None
        while True:
            reply = self._send(method, path, body, key)
            tries += 1
            if reply.status not in (None, 503):
                return reply, tries
            if self._stop.is_set() and give_up_at is None:
                give_up_at = time.monotonic() + LAST_TRIES_S
            if (
                self._ledger.given_up
                or not self._retrying
                or (give_up_at is not None and time.monotonic() > give_up_at)
            ):
                self._stop.wait(AFTER_A_BREAK_S)
                return reply, tries
            self._pause(reply)

    def _pause(self, reply: Reply) -> None:
        """Wait as long as the server asks; also when told to stop, for what was begun is to be ended."""
        threading.Event().wait(float(reply.headers.get("retry-after", AFTER_A_BREAK_S)))

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None = None, key: str | None = None
    ) -> Reply:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        began, error = time.monotonic(), None
        try:
            if self._dropped():
                self._connection.close()
            self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = self._connection.getresponse()
            reply = Reply(
                response.status,
                {name.lower(): value for name, value in response.getheaders()},
                response.read(),
            )
        except (OSError, http.client.HTTPException) as broke:
            self._connection.close()
            reply, error = Reply(None, {}, b""), type(broke).__name__
        self._ledger.note(method, reply, time.monotonic() - began, error)
        return reply

    def _dropped(self) -> bool:
        """Whether the server has closed the kept connection while it was idle; every good client looks."""
        sock = self._connection.sock
        return sock is not None and bool(select.select([sock], [], [], 0)[0])
