"""One attempt: signed, bounded in time and bytes, never redirected, never inside."""

import hashlib
import hmac
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.receiver import is_broken
from tests.webapp.jobs.receiver import Receiver, with_status
from webapp.jobs import webhook_request
from webapp.jobs.webhook_request import Answer, Delivery, attempt
from webapp.paths import ROOT

PAGE = ROOT / "docs" / "JOBS.md"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(webhook_request, "READ_TIMEOUT_S", 0.3)
    monkeypatch.setattr(webhook_request, "WHOLE_TIMEOUT_S", 0.6)
    yield


def broken(number: int) -> bool:
    return is_broken(f"hooks.org{number}.example/chat")


@pytest.fixture
def receiving(tmp_path: Path) -> Iterator[Path]:
    """The socket of a running lab's receiver."""
    path = tmp_path / "r.sock"
    process = subprocess.Popen([sys.executable, "-m", "lab.receiver", str(path)], cwd=ROOT)
    until = time.monotonic() + 20
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    yield path
    process.terminate()
    assert process.wait(10) == 0
    assert not path.exists()


def to(url: str) -> Delivery:
    return Delivery(7, 1, "issue.created", '{"id":7}', 1, url, "secret")


def test_a_delivery_is_signed_over_timestamp_and_body(receiver: Receiver) -> None:
    assert attempt(to(f"{receiver.url}/hook?a=1"), allow_private=True) == Answer(200, None)
    got = receiver.received[0]
    signed = f"{got.headers['TaskPilot-Timestamp']}.".encode() + got.body
    expected = "v1=" + hmac.new(b"secret", signed, hashlib.sha256).hexdigest()
    assert got.headers["TaskPilot-Signature"] == expected
    assert abs(int(got.headers["TaskPilot-Timestamp"]) - time.time()) < 5


def test_the_documented_check_accepts_a_genuine_request_and_no_other(receiver: Receiver) -> None:
    attempt(to(receiver.url), allow_private=True)
    got = receiver.received[0]
    documented: dict[str, Any] = {}
    exec(PAGE.read_text().split("```python\n")[1].split("```")[0], documented)
    assert documented["is_genuine"]("secret", got.headers, got.body)
    assert not documented["is_genuine"]("secret", got.headers, got.body + b" ")
    assert not documented["is_genuine"]("another secret", got.headers, got.body)


def test_a_delivery_names_itself_and_its_event(receiver: Receiver) -> None:
    attempt(to(f"{receiver.url}/hook?a=1"), allow_private=True)
    got = receiver.received[0]
    assert (got.path, json.loads(got.body)) == ("/hook?a=1", {"id": 7})
    assert (got.headers["TaskPilot-Delivery"], got.headers["TaskPilot-Event"]) == ("7", "issue.created")


def test_the_host_is_named_as_in_the_url(receiver: Receiver) -> None:
    attempt(to(receiver.url.replace("127.0.0.1", "localhost")), allow_private=True)
    assert receiver.received[0].headers["Host"] == receiver.url.removeprefix("http://").replace(
        "127.0.0.1", "localhost"
    )


def test_a_name_that_nobody_can_have_is_stood_in_for(receiving: Path) -> None:
    works = next(f"https://hooks.org{n}.example/chat" for n in range(99) if not broken(n))
    fails = next(f"https://hooks.org{n}.example/chat" for n in range(99) if broken(n))
    assert attempt(to(works), allow_private=False, stand_in=str(receiving)) == Answer(204, None)
    assert attempt(to(fails), allow_private=False, stand_in=str(receiving)) == Answer(503, "answered 503")


def test_any_other_name_is_not_stood_in_for(receiving: Path, receiver: Receiver) -> None:
    answer = attempt(to(receiver.url), allow_private=False, stand_in=str(receiving))
    assert answer == Answer(None, "127.0.0.1 resolves to a private address")


def test_a_stand_in_that_is_away_is_an_error_to_try_again(tmp_path: Path) -> None:
    answer = attempt(to("https://a.example/"), allow_private=False, stand_in=str(tmp_path / "none"))
    assert "no answer" in (answer.error or "") and not answer.final


@pytest.mark.parametrize("status", [199, 404, 500, 503])
def test_anything_but_success_is_an_error(receiver: Receiver, status: int) -> None:
    receiver.answer = with_status(status)
    answer = attempt(to(receiver.url), allow_private=True)
    assert answer.error is not None


@pytest.mark.parametrize(
    ("asked", "wait_s"),
    [
        ("120", 120),
        ("99999999999999999999", 3600),
        ("-5", 0),
        ("soon", 0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 0),
    ],
)
def test_a_receiver_that_wants_to_be_left_alone_says_how_long(
    receiver: Receiver, asked: str, wait_s: int
) -> None:
    receiver.answer = with_status(429, **{"Retry-After": asked})
    assert attempt(to(receiver.url), allow_private=True) == Answer(429, "answered 429", wait_s=wait_s)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answer = with_status(302, Location="/elsewhere")
    answer = attempt(to(f"{receiver.url}/hook"), allow_private=True)
    assert answer == Answer(302, "answered 302; redirects are not followed")
    assert receiver.paths() == ["/hook"]


def test_a_private_receiver_is_never_reached(receiver: Receiver) -> None:
    answer = attempt(to(receiver.url), allow_private=False)
    assert answer == Answer(None, "127.0.0.1 resolves to a private address")
    assert receiver.received == []


def test_a_silent_receiver_is_left_in_time(receiver: Receiver) -> None:
    receiver.answer = lambda _handler: time.sleep(5)
    began = time.monotonic()
    assert "no answer in time" in (attempt(to(receiver.url), allow_private=True).error or "")
    assert time.monotonic() - began < 1.5


def drip(handler: Any) -> None:
    handler.send_response(200)
    for _ in range(100):
        handler.wfile.write(b"X-Drip: drop\r\n")
        time.sleep(0.05)


def test_a_receiver_that_drips_is_left_in_time(receiver: Receiver) -> None:
    receiver.answer = drip
    began = time.monotonic()
    assert attempt(to(receiver.url), allow_private=True).error is not None
    assert time.monotonic() - began < 1.5


def flood(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(1 << 30))
    handler.end_headers()
    for handler.sent in range(1 << 14):
        handler.wfile.write(b"x" * (1 << 16))


def test_a_gigabyte_of_answer_is_not_read(receiver: Receiver) -> None:
    handlers: list[Any] = []
    receiver.answer = lambda handler: (handlers.append(handler), flood(handler))[0]
    assert attempt(to(receiver.url), allow_private=True) == Answer(200, None)
    assert handlers[0].sent < 1 << 9


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://hooks.org1.example/", "ftp://host/", "http://x\x00y/"]
)
def test_an_unreachable_or_impossible_url_is_an_error_and_no_exception(url: str) -> None:
    answer = attempt(to(url), allow_private=True)
    assert answer.status is None and answer.error


def test_a_receiver_that_talks_nonsense_is_an_error(receiver: Receiver) -> None:
    receiver.answer = lambda handler: handler.wfile.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
    assert attempt(to(receiver.url), allow_private=True).status is None
