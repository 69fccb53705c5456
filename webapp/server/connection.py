"""A client's connection: the request that is coming in, and what has come of the next."""

import time
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn

from webapp.server.incoming import Arrival, Incoming

RECEIVE_BYTES = 64 * 1024


class Connection(TConn):  # type: ignore[misc]
    """What the worker keeps of a connection; its socket is read by the main thread only, and never waits."""

    def __init__(self, cfg: Any, sock: Any, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.initialized = self.data_ready = True
        self.incoming = Incoming()
        self.rest = b""
        self.is_watched = False
        self.may_stay = False

    def expire_in(self, seconds: float) -> None:
        """Give what it does now an end."""
        self.timeout = time.monotonic() + seconds

    def read_on(self) -> Arrival:
        """Take what has come, without waiting."""
        data = self.receive()
        if data == b"":
            return Arrival.BROKEN_OFF
        return Arrival.INCOMPLETE if data is None else self.incoming.add(data)

    def receive(self) -> bytes | None:
        """What has come; empty when the client has closed, None when nothing has come yet."""
        try:
            return bytes(self.sock.recv(RECEIVE_BYTES))
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""

    def send(self, data: bytes) -> bool:
        """Send a few bytes without waiting; False where they do not go."""
        try:
            return bool(self.sock.send(data) == len(data))
        except OSError:
            return False

    def hand_over(self, arrival: Arrival) -> None:
        """Give the request to gunicorn's parser, which gets these bytes and then an end, never the socket.

        So no thread ever waits for a client to send.
        """
        request, self.rest = self.incoming.take()
        self.may_stay = arrival is Arrival.WHOLE
        self.parser = get_parser(self.cfg, [request], self.client)

    def begin_next(self) -> bytes:
        """Forget the request that was answered; what has come of the next one."""
        self.incoming, self.parser, rest = Incoming(), None, self.rest
        self.rest = b""
        return rest
