"""When a program of the lab is ready: it answers, a worker is registered, the scheduler leads."""

import http.client
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from lab.processes import tree

TIMEOUT_S = 2.0

Check = Callable[[int], bool]


def page_answers(url: str) -> Check:
    """A check that a page answers 200."""
    parts = urlsplit(url)

    def check(_pid: int) -> bool:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        try:
            connection.request("GET", parts.path or "/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return check


def socket_answers(path: Path) -> Check:
    """A check that somebody listens on a Unix socket."""

    def check(_pid: int) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(TIMEOUT_S)
            try:
                client.connect(str(path))
            except OSError:
                return False
            return True

    return check


def worker_registered(redis_url: str) -> Check:
    """A check that a worker of the process' own tree is registered; the entry of a crashed one is not."""

    def check(pid: int) -> bool:
        from rq.worker import Worker

        pids = {pid, *(process.pid for process in tree(pid))}
        return _asked(redis_url, lambda client: any(w.pid in pids for w in Worker.all(connection=client)))

    return check


def scheduler_leads(redis_url: str) -> Check:
    """A check that the process is the scheduler that may queue jobs."""

    def check(pid: int) -> bool:
        from webapp.jobs.leader import holder

        return _asked(redis_url, lambda client: (holder(client) or {}).get("pid") == pid)

    return check


def _asked(redis_url: str, question: Callable[[Redis], bool]) -> bool:
    client = Redis.from_url(redis_url, socket_connect_timeout=TIMEOUT_S, socket_timeout=TIMEOUT_S)
    with client:
        try:
            return question(client)
        except RedisError:
            return False
