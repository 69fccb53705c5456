"""`python -m lab.receiver SOCKET`: a webhook receiver for the names that nobody can have.

Seeded webhooks live under `.example`. In a lab their events come here, over a Unix socket that only the
lab's own user may open, so that deliveries succeed, fail and are tried again as a real outbox's are. It takes
what is sent and keeps nothing; one receiver in ten, by its address, is broken and answers 503.
"""

import os
import signal
import socketserver
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from zlib import crc32

BROKEN_IN = 10
MODE = 0o177  # nobody else may connect
LONGEST_BODY = 1 << 20
PATIENCE_S = 10


def is_broken(receiver: str) -> bool:
    """Whether the receiver of an address (host and path) is one that never works."""
    return crc32(receiver.encode()) % BROKEN_IN == 0


class Handler(BaseHTTPRequestHandler):
    """Answers each POST."""

    timeout = PATIENCE_S

    def do_POST(self) -> None:
        """204, or 503 from a receiver that is broken."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LONGEST_BODY:
            self.send_error(413)
            return
        self.rfile.read(int(length))
        broken = is_broken(self.headers.get("Host", "") + self.path)
        self.send_response(503 if broken else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def address_string(self) -> str:
        """A Unix socket's peer has no address."""
        return "lab"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: there are thousands."""


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """A thread for each connection, which webhooks open anew each time."""

    daemon_threads = True
    request_queue_size = 128


def serve(path: Path) -> None:
    """Serve on a socket at `path` until SIGTERM or SIGINT; one that a crash has left is replaced."""
    path.unlink(missing_ok=True)
    before = os.umask(MODE)
    with Server(str(path), Handler) as server:
        os.umask(before)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        try:
            with suppress(SystemExit):
                server.serve_forever()
        finally:
            path.unlink(missing_ok=True)


def _stop(*_: object) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
