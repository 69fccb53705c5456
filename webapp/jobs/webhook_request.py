"""One attempt to hand an event to its receiver: a signed POST, bounded in time and memory.

The signature covers timestamp and body, so a receiver can refuse forged and old requests; the delivery's id
stays the same over all attempts, so it can refuse a second copy.
"""

import hashlib
import hmac
import ssl
import time
from dataclasses import dataclass
from functools import lru_cache

import httpcore

from webapp.jobs.webhook_address import (
    AddressRefused,
    StandInBackend,
    UrlRefused,
    VettedBackend,
    never_exists,
    parsed,
)

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 5.0
WHOLE_TIMEOUT_S = 10.0
BODY_LIMIT = 64 * 1024
ERROR_LIMIT = 200
LONGEST_WAIT_S = 3600


@dataclass(frozen=True)
class Delivery:
    """An event on its way to a receiver; `body` is what is signed and sent, `attempt` counts from 1."""

    id: int
    webhook_id: int
    event: str
    body: str
    attempt: int
    url: str
    secret: str


@dataclass(frozen=True)
class Answer:
    """What came of an attempt: the receiver's status if it gave one, and the error if it was no success.

    `final` says that no later attempt can end otherwise, `wait_s` how long the receiver wants to be left
    alone (Retry-After in seconds, of a failure).
    """

    status: int | None
    error: str | None
    final: bool = False
    wait_s: int = 0


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of TaskPilot-Signature: HMAC-SHA256 over "<timestamp>.<body>", in hexadecimal."""
    signed = hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def attempt(delivery: Delivery, allow_private: bool, stand_in: str | None = None) -> Answer:
    """Send it once and say how that went; redirects are not followed, and an answer's rest is not read.

    `stand_in` is the Unix socket that takes what goes to a name that nobody can have.
    """
    try:
        status, wait_s = _post(delivery, allow_private, stand_in)
    except AddressRefused as error:
        return Answer(None, str(error), final=isinstance(error, UrlRefused))
    except httpcore.TimeoutException as error:
        return Answer(None, _words("no answer in time", error))
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        return Answer(None, _words("no answer", error))
    if 200 <= status < 300:
        return Answer(status, None)
    more = "; redirects are not followed" if 300 <= status < 400 else ""
    return Answer(status, f"answered {status}{more}", wait_s=wait_s)


def _post(delivery: Delivery, allow_private: bool, stand_in: str | None) -> tuple[int, int]:
    url = parsed(delivery.url)
    deadline = time.monotonic() + WHOLE_TIMEOUT_S
    backend: httpcore.NetworkBackend = VettedBackend(allow_private, deadline)
    named = _host(url)
    if never_exists(url):
        if stand_in is None:
            raise UrlRefused("the host's name is reserved, nobody can have it")
        backend = StandInBackend(stand_in, deadline)
        url = httpcore.URL(scheme="http", host=url.host, port=url.port, target=url.target)
    body = delivery.body.encode()
    timestamp = int(time.time())
    headers: dict[bytes | str, bytes | str] = {
        "Host": named,
        "Content-Type": "application/json",
        "User-Agent": "TaskPilot-Webhooks/1",
        "Connection": "close",
        "TaskPilot-Delivery": str(delivery.id),
        "TaskPilot-Event": delivery.event,
        "TaskPilot-Timestamp": str(timestamp),
        "TaskPilot-Signature": signature(delivery.secret, timestamp, body),
    }
    timeouts = {"connect": CONNECT_TIMEOUT_S, "read": READ_TIMEOUT_S, "write": READ_TIMEOUT_S}
    tls = _tls() if url.scheme == b"https" else None
    with httpcore.HTTPConnection(url.origin, ssl_context=tls, network_backend=backend) as connection:
        extensions = {"timeout": timeouts}
        with connection.stream("POST", url, headers=headers, content=body, extensions=extensions) as response:
            read = 0
            for chunk in response.iter_stream():
                read += len(chunk)
                if read > BODY_LIMIT:
                    break
            return response.status, _wait_s(response.headers)


def _wait_s(headers: list[tuple[bytes, bytes]]) -> int:
    asked = next((value.strip() for name, value in headers if name.lower() == b"retry-after"), b"")
    return min(int(asked[:9]), LONGEST_WAIT_S) if asked.isdigit() else 0


def _host(url: httpcore.URL) -> str:
    name = url.host.decode()
    bracketed = f"[{name}]" if ":" in name else name
    return bracketed if url.port is None else f"{bracketed}:{url.port}"


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _words(what: str, error: Exception) -> str:
    why = " ".join(str(error).split()) or type(error).__name__
    return f"{what}: {why}"[:ERROR_LIMIT]
