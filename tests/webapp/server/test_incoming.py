"""Where a request ends, however its bytes come."""

import random

import pytest

from webapp.server.incoming import MAX_BODY_BYTES, MAX_CHUNKED_BYTES, MAX_HEAD_BYTES, Arrival, Incoming

HEAD = b"POST /api/v1/issues HTTP/1.1\r\nHost: x\r\n"
REQUESTS = [
    b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n",
    HEAD + b"Content-Length: 2\r\n\r\n{}",
    HEAD + b"content-length:  0\r\n\r\n",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\nA;x=y\r\n0123456789\r\n1\r\n{\r\n0\r\nTrailer: 1\r\n\r\n",
]
NEXT = b"GET /next HTTP/1.1\r\n"


@pytest.mark.parametrize("request_bytes", REQUESTS)
def test_a_request_ends_where_it_ends_however_it_is_cut(request_bytes: bytes) -> None:
    for seed in range(20):
        draw, incoming, at = random.Random(seed), Incoming(), 0
        while at < len(request_bytes):
            size = draw.choice((1, 2, 5, 30))
            piece = request_bytes[at : at + size]
            at += size
            whole = at >= len(request_bytes)
            found = incoming.add(piece + NEXT if whole else piece)
            assert found is (Arrival.WHOLE if whole else Arrival.INCOMPLETE)
        assert incoming.take() == (request_bytes, NEXT)


@pytest.mark.parametrize(
    "request_bytes",
    [
        HEAD + b"Content-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1),
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % (MAX_CHUNKED_BYTES + 1),
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 400,
    ],
)
def test_what_is_not_worth_awaiting_is_not_awaited(request_bytes: bytes) -> None:
    assert Incoming().add(request_bytes) is Arrival.UNBOUNDED


def test_a_head_without_end_is_too_large_in_the_end() -> None:
    incoming = Incoming()
    assert incoming.add(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100) is Arrival.INCOMPLETE
    assert incoming.add(b"X: y\r\n" * (MAX_HEAD_BYTES // 6)) is Arrival.HEAD_TOO_LARGE


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"GET / HTTP/1.0\r\nHost: x\r\n\r\n", False),
        (b"GET / HTTP/1.1\r\nconnection: x, Close\r\n\r\n", False),
    ],
)
def test_it_knows_who_will_use_the_connection_again(head: bytes, stays: bool) -> None:
    incoming = Incoming()
    incoming.add(head)
    assert incoming.lets_stay is stays


def test_its_path_tells_whom_it_is_for() -> None:
    incoming = Incoming()
    incoming.add(b"GET /health/live HTTP/1.1\r\n\r\n")
    assert incoming.is_for((b"/lab/", b"/health/"))
    assert not incoming.is_for((b"/lab/",))
