"""Clients that send half a request, or take no answer, while others work: nobody else notices."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest

from tests.drills.conftest import Figure
from tests.drills.ledger import writing
from tests.lab.labs import Lab, a_lab

pytestmark = pytest.mark.promise(4)

OF_EACH_KIND = 20
READ_TIMEOUT_S = 6
USERS = 10
ENOUGH = 150
TRICKLE_S = 0.5
POST = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HALVES = {
    "no byte": b"",
    "half a head": b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Half: ",
    "half a body": POST + b'Content-Length: 2000\r\n\r\n{"email": "',
    "half a chunk": POST + b'Transfer-Encoding: chunked\r\n\r\n400\r\n{"email": "',
    "a body too large": POST + b'Content-Length: 300000\r\n\r\n{"email": "',
    "no end of its own": b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of one web process, so that all meet in it."""
    with a_lab(tmp_path_factory.mktemp("half"), WEB_READ_TIMEOUT_S=str(READ_TIMEOUT_S)) as made:
        yield made


class Held:
    """Connections that stay half way until they are cut; `answers` are what each was told in the end."""

    def __init__(self, address: tuple[str, int], stack: ExitStack) -> None:
        self._address = address
        self._stack = stack
        self.links: dict[str, list[socket.socket]] = {}
        self.cut: dict[str, int] = {}

    def open(self, kind: str) -> None:
        """Open those of a kind and send what they send."""
        for _ in range(OF_EACH_KIND):
            link = self._stack.enter_context(socket.create_connection(self._address, 10))
            link.sendall(HALVES[kind])
            self.links.setdefault(kind, []).append(link)

    def trickle(self, stop: threading.Event) -> None:
        """Send a byte on each now and then, so that no pause between two bytes is long."""
        while not stop.wait(TRICKLE_S):
            for kind in ("half a head", "half a body", "half a chunk", "a body too large"):
                for link in self.links.get(kind, []):
                    try:
                        link.send(b"x")
                    except OSError:
                        continue  # it was cut

    def said(self, kind: str, deadline: float) -> list[bytes]:
        """What each of a kind was told until it was cut, or until a deadline (monotonic)."""
        return [_all_of(link, deadline) for link in self.links[kind]]


def _all_of(link: socket.socket, deadline: float) -> bytes:
    said = b""
    while (left := deadline - time.monotonic()) > 0 and select.select([link], [], [], left)[0]:
        try:
            more = link.recv(65536)
        except ConnectionResetError:
            return said + b"<cut>"
        if not more:
            return said + b"<cut>"
        said += more
    return said


@contextmanager
def half_sent(url: str) -> Iterator[Held]:
    """Connections of each kind, held for the length of the block by a client that never goes."""
    parts = urlsplit(url)
    with ExitStack() as stack:
        held = Held((parts.hostname or "", parts.port or 0), stack)
        for kind in HALVES:
            held.open(kind)
        stop = threading.Event()
        thread = threading.Thread(target=held.trickle, args=(stop,))
        thread.start()
        try:
            yield held
        finally:
            stop.set()
            thread.join()


def test_others_work_while_requests_stay_half_sent(lab: Lab, figure: Figure) -> None:
    url = lab.services["web"]["url"]
    with writing(url, USERS, think_s=0.02) as alone:
        alone.wait_for_successes(ENOUGH)
    with writing(url, USERS, retrying=False, think_s=0.02) as ledger, half_sent(url) as held:
        began = time.monotonic()
        ledger.wait_for_successes(ENOUGH, 3 * READ_TIMEOUT_S)
        took = time.monotonic() - began
        deadline = began + 3 * READ_TIMEOUT_S
        said = {kind: held.said(kind, deadline) for kind in HALVES}
    figure("half-sent requests held open", OF_EACH_KIND * len(HALVES))
    figure("of others, meanwhile answered", sum(ledger.statuses.values()))
    figure("of others, meanwhile failed", ledger.failed)
    figure("slowest alone, and meanwhile", f"{alone.slowest_s:.2f} s, {ledger.slowest_s:.2f} s")
    assert took < READ_TIMEOUT_S, f"others waited until the half-sent requests were given up: {took:.1f} s"
    assert ledger.failed == 0, str(ledger)
    assert all(answer.endswith(b"<cut>") for answers in said.values() for answer in answers)
    assert {answer[:12] for kind in list(HALVES)[1:4] for answer in said[kind]} == {b"HTTP/1.1 408"}
    assert {answer[:12] for answer in said["a body too large"]} == {b"HTTP/1.1 413"}
    assert {answer[:12] for answer in said["no end of its own"]} == {b"HTTP/1.1 200"}
