"""gunicorn's threaded worker, patient with slow clients and honest about overload.

gunicorn's own reads requests in its threads, so that as many half-sent requests as there are threads stop it,
and queues without end. Here nobody waits for the rest of a request but the main thread, for all of them at
once; a thread looks at most at what is there. A request that would wait longer than WEB_QUEUE_TIMEOUT_S for a
thread is answered 503 with Retry-After. Health, metrics and the console have a lane of their own: who looks
at an overloaded app wants to see it.
"""

import socket
import struct
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.errors import ConfigError
from gunicorn.workers.gthread import ThreadWorker

from webapp.metrics.arrivals import SHED, TOO_SLOW
from webapp.server import refusals
from webapp.server.connection import Connection
from webapp.server.incoming import Arrival
from webapp.server.lane import Lane
from webapp.server.succession import Succession

STOP_LINGER_S = 2.0
CLOSE_LINGER_S = 2.0
SEND_TIMEOUT_S = 10
SEND_BUFFER_BYTES = 256 * 1024
ASIDE_THREADS = 2
ASIDE = (b"/health/", b"/metrics", b"/lab/")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """The worker. A connection is idle (gunicorn's `keepalived_conns`), coming in, in a lane, or closing."""

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what this worker cannot do."""
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise ConfigError("this worker does not speak TLS; put a proxy that does before it")

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """The lanes, by the settings as they are now; `--threads` wins over WEB_THREADS."""
        from webapp.settings import load_settings

        settings = load_settings()
        threads = self.cfg.threads if self.cfg.threads > 1 else settings.web_threads
        patience_s, self._read_timeout_s = settings.web_queue_timeout_s, settings.web_read_timeout_s
        self._main = Lane[Connection, Any]("request", threads, patience_s, self._serve)
        self._aside = Lane[Connection, Any]("aside", ASIDE_THREADS, patience_s, self._serve)
        self._coming: dict[Connection, None] = {}
        self._closing: dict[Connection, None] = {}
        for listener in self.sockets:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_TIMEOUT_S, 0))
        return self._main.pool

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: begin to end, at a rolling restart only once others serve; gunicorn asks every second."""
        if Succession.of_this_server().may_end(self.age, self.cfg.workers):
            super().handle_exit(sig, frame)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Also leave the port at the end, with all who came until then: who waited longer would be reset."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                while self._take_connection(listener):
                    pass
                listener.close()

    def accept(self, listener: Any) -> None:
        """Take a connection and what it has sent already."""
        self._take_connection(listener)

    def _take_connection(self, listener: Any) -> bool:
        try:
            client, address = listener.accept()
        except ConnectionAbortedError:
            return True
        except BlockingIOError:
            return False
        self.nr_conns += 1
        connection = Connection(self.cfg, client, address, listener.getsockname())
        connection.expire_in(self._read_timeout_s)
        self._coming[connection] = None
        self._on_data(connection, None)
        return True

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """A connection that was idle is so no more."""
        self.keepalived_conns.remove(conn)
        conn.expire_in(self._read_timeout_s)
        self._coming[conn] = None
        self._on_data(conn, client)

    def murder_pending(self) -> None:
        """Answer 408 to whoever has not sent a whole request in time, and end closings that take too long."""
        while (slow := self._first_expired(self._coming)) is not None:
            del self._coming[slow]
            if not len(slow.incoming):
                self._drop(slow)
                continue
            TOO_SLOW.inc()
            self._refuse(slow, refusals.TOO_SLOW)
        while (gone := self._first_expired(self._closing)) is not None:
            del self._closing[gone]
            self._drop(gone)

    def _serve(self, conn: Connection) -> Any:
        """In a thread: read what has come if nobody has, and answer where it is whole.

        An idle thread reads rather than the main one, which would have to win back the interpreter after each
        read; it never waits either.
        """
        if conn.parser is None:
            arrival = conn.read_on()
            if arrival not in (Arrival.WHOLE, Arrival.UNBOUNDED):
                return arrival
            conn.hand_over(arrival)
        return self.handle(conn)

    def _finish(self, lane: Lane[Connection, Any], conn: Connection, done: "Future[Any]") -> None:
        lane.leave()
        self.finish_request(conn, done)

    def finish_request(self, conn: Connection, fs: "Future[Any]") -> None:
        """Keep or close the connection of a request that was answered, go on with one that was not whole."""
        try:
            conn.sock.setblocking(False)
        except OSError:  # gunicorn closes it where an answer broke off
            self._drop(conn)
            return
        result = False if fs.cancelled() or fs.exception() else fs.result()
        if result is None:
            self._shed(conn)
        elif isinstance(result, Arrival):
            conn.expire_in(self._read_timeout_s)
            self._coming[conn] = None
            self._go_on(conn, result)
        elif result:
            self._keep(conn)
        else:
            self._close(conn)

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        return bool(keepalive) and conn.may_stay

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self._coming:
            conn.timeout = min(conn.timeout, deadline)

    def _on_data(self, conn: Connection, _client: Any) -> None:
        """Something came, or may have come."""
        if not len(conn.incoming) and conn.is_watched and self._main.has_room:
            del self._coming[conn]
            self._unwatch(conn)
            self._submit(self._main, conn)
        else:
            self._go_on(conn, conn.read_on())

    def _go_on(self, conn: Connection, arrival: Arrival) -> None:
        """With a connection that is coming in: wait for more, refuse it, or give it a thread."""
        if arrival is Arrival.INCOMPLETE:
            if conn.incoming.wants_continue:
                conn.incoming.wants_continue = False
                conn.send(CONTINUE)
            self._watch(conn, self._on_data)
            return
        del self._coming[conn]
        self._unwatch(conn)
        if arrival is Arrival.BROKEN_OFF:
            self._drop(conn)
        elif arrival is Arrival.HEAD_TOO_LARGE:
            self._refuse(conn, refusals.HEAD_TOO_LARGE)
        else:
            conn.hand_over(arrival)
            self._admit(conn)

    def _admit(self, conn: Connection) -> None:
        lane = self._aside if conn.incoming.is_for(ASIDE) else self._main
        if lane.is_overdue():
            self._shed(conn)
        else:
            self._submit(lane, conn)

    def _submit(self, lane: Lane[Connection, Any], conn: Connection) -> None:
        lane.submit(conn).add_done_callback(
            lambda done: self.method_queue.defer(self._finish, lane, conn, done)
        )

    def _shed(self, conn: Connection) -> None:
        from webapp.metrics.requests import count_shed

        SHED.inc()
        count_shed(conn.incoming.method.decode("ascii", "replace"))
        stays = self.alive and not conn.rest and conn.may_stay and conn.incoming.lets_stay
        has_body = conn.incoming.method != b"HEAD"
        if not conn.send(refusals.as_bytes(refusals.BUSY, stays=stays, has_body=has_body)):
            self._drop(conn)
        elif stays:
            self._keep(conn)
        else:
            self._close(conn)

    def _refuse(self, conn: Connection, parts: tuple[bytes, bytes, bytes]) -> None:
        conn.send(refusals.as_bytes(parts, stays=False))
        self._close(conn)

    def _keep(self, conn: Connection) -> None:
        """Leave a connection open for its next request, part of which may have come."""
        rest = conn.begin_next()
        if rest:
            conn.expire_in(self._read_timeout_s)
            self._coming[conn] = None
            self._go_on(conn, conn.incoming.add(rest))
            return
        conn.expire_in(self.cfg.keepalive if self.alive else STOP_LINGER_S)
        self.keepalived_conns.append(conn)
        self._watch(conn, self.on_client_socket_readable)

    def _close(self, conn: Connection) -> None:
        """Say that nothing more comes, and wait a moment for the client's end: an answer must not be cut off.

        gunicorn's worker does that in its main thread, where one client that stays stops them all.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        conn.expire_in(CLOSE_LINGER_S)
        self._closing[conn] = None
        self._on_rest(conn, None)

    def _on_rest(self, conn: Connection, _client: Any) -> None:
        data = conn.receive()
        if data == b"":
            del self._closing[conn]
            self._drop(conn)
        else:
            self._watch(conn, self._on_rest)

    def _drop(self, conn: Connection) -> None:
        self._unwatch(conn)
        self.nr_conns -= 1
        conn.close()

    def _watch(self, conn: Connection, callback: Callable[[Connection, Any], None]) -> None:
        """Have `callback` called when something comes."""
        change = self.poller.modify if conn.is_watched else self.poller.register
        change(conn.sock, EVENT_READ, partial(callback, conn))
        conn.is_watched = True

    def _unwatch(self, conn: Connection) -> None:
        if conn.is_watched:
            self.poller.unregister(conn.sock)
            conn.is_watched = False

    @staticmethod
    def _first_expired(connections: dict[Connection, None]) -> Connection | None:
        first = next(iter(connections), None)
        return first if first is not None and first.timeout <= time.monotonic() else None
