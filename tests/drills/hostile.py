"""Receivers that mean harm, one file of behaviours: raw sockets that answer as no web server would."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

GIB = 1 << 30
PIECE = b"x" * 65536
DRIP_S = 0.3
HEAD = b"HTTP/1.1 %s\r\n"
BODY = b"Content-Length: 2\r\n\r\nok"

Behave = Callable[[socket.socket], None]


@dataclass
class Hostile:
    """A receiver on `port`; `requests` are the moments they came, `held` how long each was held (seconds)."""

    behave: Behave
    port: int = 0
    requests: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    sent: int = 0

    @contextmanager
    def serving(self) -> Iterator["Hostile"]:
        """Serve until the block ends."""
        with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
            self.port = server.getsockname()[1]
            threading.Thread(target=self._accept, args=(server,), daemon=True).start()
            try:
                yield self
            finally:
                with suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                link, _ = server.accept()
                threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        began = time.time()
        self.requests.append(began)
        with link, suppress(OSError):
            link.settimeout(60)
            self.bodies.append(_request(link))
            self.behave(link)
        self.held.append(time.time() - began)


def _request(link: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said:
        said += link.recv(65536) or b"\r\n\r\n"
    head, _, body = said.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length and (more := link.recv(65536)):
        body += more
    return body


def answering(status: bytes, *headers: bytes) -> Behave:
    """Answer at once, as a receiver that works would."""
    return lambda link: link.sendall(HEAD % status + b"".join(h + b"\r\n" for h in headers) + BODY)


def silent(link: socket.socket) -> None:
    """Take the request and never answer."""
    link.recv(1)


def _drip(link: socket.socket, piece: bytes) -> None:
    while True:
        link.sendall(piece)
        time.sleep(DRIP_S)


def drips_headers(link: socket.socket) -> None:
    """A header every now and then, for ever."""
    link.sendall(HEAD % b"200 OK")
    _drip(link, b"X-Drip: drop\r\n")


def drips_body(link: socket.socket) -> None:
    """A byte every now and then, for ever."""
    link.sendall(HEAD % b"200 OK" + b"Content-Length: 1000000\r\n\r\n")
    _drip(link, b"x")


def drips_status(link: socket.socket) -> None:
    """Not even the status line ends."""
    for byte in HEAD % (b"200 " + b"O" * 10_000):
        link.sendall(bytes([byte]))
        time.sleep(DRIP_S)


def endless_headers(link: socket.socket) -> None:
    """Headers as fast as they go, without an end."""
    link.sendall(HEAD % b"200 OK")
    while True:
        link.sendall(b"X-Many: %s\r\n" % PIECE[:8000])


def endless_continue(link: socket.socket) -> None:
    """`100 Continue` as fast as it goes, without an end."""
    while True:
        link.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)


def _gigabyte(link: socket.socket, *headers: bytes) -> None:
    link.sendall(HEAD % b"200 OK" + b"".join(h + b"\r\n" for h in headers))
    link.sendall(b"Content-Length: %d\r\n\r\n" % GIB)
    for _ in range(GIB // len(PIECE)):
        link.sendall(PIECE)


def gigabyte(link: socket.socket) -> None:
    """A gigabyte of answer."""
    _gigabyte(link)


def gzip_bomb(link: socket.socket) -> None:
    """A gigabyte that says it is packed."""
    _gigabyte(link, b"Content-Encoding: gzip")


def endless_chunks(link: socket.socket) -> None:
    """Chunks of a body without an end."""
    link.sendall(HEAD % b"200 OK" + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        link.sendall(b"10000\r\n" + PIECE + b"\r\n")


def resets(link: socket.socket) -> None:
    """Hang up with a reset."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
