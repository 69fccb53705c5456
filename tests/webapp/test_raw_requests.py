"""Requests that no client library sends, to the app behind gunicorn: refused, and the server goes on."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask

from tests.conftest import free_port
from tests.webapp.conftest import token_of
from webapp.paths import ROOT

PATIENCE_S = 40
GIB = 1 << 30
LOGIN = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def port(
    world: str, copy_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of a gunicorn with the app."""
    chosen = free_port()
    command = [str(Path(sys.executable).with_name("gunicorn")), "webapp.app:create_app()"]
    command += ["--config", "python:webapp.server.config", "-b", f"127.0.0.1:{chosen}"]
    environment = {**os.environ, "DATABASE_URL": copy_database(world), "TASKPILOT_DEMO_MODE": "true"}
    environment["WEB_READ_TIMEOUT_S"] = "2"
    with (tmp_path_factory.mktemp("web") / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while not answer(chosen, b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
            assert time.monotonic() < until and process.poll() is None
            time.sleep(0.1)
        yield chosen
    finally:
        process.terminate()
        process.wait(30)


def answer(port: int, *pieces: bytes) -> bytes:
    """What the server says to some bytes, until it hangs up or has said a head."""
    said = b""
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as link:
            try:
                for piece in pieces:
                    link.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has seen enough; what it said can still be read
            while b"\r\n\r\n" not in said and (more := link.recv(65536)):
                said += more
    except ConnectionError:
        pass
    return said


def status(said: bytes) -> int:
    """The status of an answer; 0 for a connection that was closed without one."""
    return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/1.") else 0


@pytest.fixture
def head(quiet_app: APIFlask) -> Callable[..., bytes]:
    """A function to the head of a POST of an issue by a member."""
    token = token_of(quiet_app, 3)

    def made(*headers: str, method: str = "POST", path: str = "/api/v1/issues") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {token}",
                 "Content-Type: application/json", *headers]  # fmt: skip
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"

    return made


def test_a_body_that_is_announced_too_large_is_refused_before_it_is_sent(
    port: int, head: Callable[..., bytes]
) -> None:
    began = time.monotonic()
    assert status(answer(port, head(f"Content-Length: {10 * GIB}"))) == 413
    assert time.monotonic() - began < 2


def test_a_body_of_chunks_is_read_up_to_the_limit_only(port: int, head: Callable[..., bytes]) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    assert status(answer(port, head("Transfer-Encoding: chunked"), *[chunk] * 400)) in (0, 400, 413)


def test_a_small_body_of_chunks_is_taken(port: int, head: Callable[..., bytes]) -> None:
    body = b'{"project_id": 1, "title": "In chunks"}'
    sent = (b"%x\r\n" % len(body)) + body + b"\r\n0\r\n\r\n"
    assert status(answer(port, head("Transfer-Encoding: chunked", "Connection: close"), sent)) == 201


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        LOGIN + b"Content-Length: -1\r\n\r\n",
        LOGIN + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        LOGIN + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        LOGIN + b"Transfer-Encoding: gzip, nonsense\r\n\r\n",
        LOGIN + b"Content-Length: +2\r\n\r\n{}",
        LOGIN + b"Content-Length: 2, 2\r\n\r\n{}",
        LOGIN + b"Content-Length : 2\r\n\r\n{}",
        LOGIN + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        LOGIN + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        LOGIN + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        LOGIN + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-A: a\r\n folded: b\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: x\rX-Injected: y\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/%zz%00%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /static/../app.py HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /static/%2e%2e/app.py HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\nConnection: close\r\n\r\n",
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_the_server_goes_on(port: int, sent: bytes) -> None:
    said = answer(port, sent, b"\r\n")
    assert status(said) == 0 or 400 <= status(said) < 500 or status(said) == 501, said[:300]
    assert b"Traceback" not in said
    live = answer(port, b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert status(live) == 200


def test_a_request_hidden_in_a_body_is_not_answered(port: int) -> None:
    """What two lengths disagree about is no request: the connection ends with the refusal of the first."""
    hidden = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    for lengths in (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 0\r\nContent-Length: 5\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as link:
            link.sendall(LOGIN + lengths + b"\r\n0\r\n\r\n" + hidden)
            said = b""
            try:
                while more := link.recv(65536):
                    said += more
            except ConnectionError:
                pass
        assert said.count(b"HTTP/1.1 ") <= 1
        assert b" 200 " not in said
