"""What the server itself answers, without the app and without a thread: it is busy, a client is too slow."""

import orjson

RETRY_AFTER_S = 1
CLOSE = b"Connection: close\r\n"


def refusal(status: int, title: str, detail: str, headers: str = "") -> tuple[bytes, bytes, bytes]:
    """A problem document as status line with headers, the end of the head, and body."""
    body = orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    head = f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n{headers}".encode(), b"\r\n", body


BUSY = refusal(
    503, "Temporarily unavailable", "more requests wait here than can be served in time; try again",
    f"Retry-After: {RETRY_AFTER_S}\r\n",
)  # fmt: skip
TOO_SLOW = refusal(408, "Request timeout", "the request did not arrive in time; send it again")
HEAD_TOO_LARGE = refusal(
    431, "Request header fields too large", "the request's head is larger than the limit"
)


def as_bytes(parts: tuple[bytes, bytes, bytes], *, stays: bool, has_body: bool = True) -> bytes:
    """The answer; `stays` lets the connection be used again, and HEAD gets no body."""
    head, end, body = parts
    return head + (b"" if stays else CLOSE) + end + (body if has_body else b"")
