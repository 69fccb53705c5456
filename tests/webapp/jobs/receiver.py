"""A webhook receiver for tests: a threaded HTTP server that keeps what it is sent and answers as told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Received:
    """One request as it came."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body


class Receiver:
    """`url` is where to post, `received` what came; `answer` writes the response by hand."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answer: Callable[[Any], None] = with_status(200)
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self.url = ""

    def paths(self) -> list[str]:
        """The paths that were posted to."""
        return [one.path for one in self.received]

    @contextmanager
    def serving(self) -> Iterator["Receiver"]:
        """Serve until the block ends."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver._lock:
                    receiver.received.append(Received(self.path, dict(self.headers), body))
                    receiver._now += 1
                    receiver.most_at_once = max(receiver.most_at_once, receiver._now)
                try:
                    receiver.answer(self)
                except OSError:
                    pass
                finally:
                    with receiver._lock:
                        receiver._now -= 1

            def log_message(self, *_: Any) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_: Any) -> None:
                return

        with Server(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            yield self
            server.shutdown()


def with_status(status: int, **headers: str) -> Callable[[Any], None]:
    """An answer with a status and headers and a short body."""

    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"ok")

    return answer
