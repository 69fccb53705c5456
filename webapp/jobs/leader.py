"""The lock that makes one scheduler the only one: a key in Redis that its holder renews.

The key's value names the holder and is checked in the same transaction that queues a job, so a holder that
was paused until its lock expired queues nothing when it wakes up.
"""

import json
import secrets
import socket
from contextlib import suppress
from typing import Any

import psutil
from redis import Redis
from redis.exceptions import RedisError

from webapp.refusal import Refusal

KEY = "taskpilot:jobs:scheduler"
LOCK_TTL_MS = 12_000
CLOCK_STEP_S = 5

RENEW = """
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1
"""
REPLACE = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('del', KEYS[1]) else redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3]) end
return 1
"""


class SchedulerRuns(Refusal):
    """Another scheduler holds the lock."""


class Leadership:
    """This process' claim to be the scheduler."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        me = psutil.Process()
        self.value = json.dumps(
            {
                "host": socket.gethostname(), "pid": me.pid, "began": me.create_time(),
                "nonce": secrets.token_hex(4),
            }
        ).encode()  # fmt: skip

    def take(self) -> None:
        """Become the scheduler; SchedulerRuns where another one is alive."""
        if self._connection.set(KEY, self.value, nx=True, px=LOCK_TTL_MS):
            return
        held = self._connection.get(KEY)
        if held is not None and not _is_dead(held):
            raise SchedulerRuns(
                f"a scheduler is running already ({_shown(held)}); one is enough, stop it first"
            )
        if (
            not self._connection.eval(REPLACE, 1, KEY, held or b"", self.value, LOCK_TTL_MS)
            and not self.renew()
        ):
            raise SchedulerRuns("another scheduler began at the same moment; one is enough")

    def renew(self) -> bool:
        """Hold on for another LOCK_TTL_MS; False where another scheduler has the lock now."""
        return bool(self._connection.eval(RENEW, 1, KEY, self.value, LOCK_TTL_MS))

    def release(self) -> None:
        """Let another scheduler begin at once, if Redis answers."""
        with suppress(RedisError):
            self._connection.eval(REPLACE, 1, KEY, self.value, "", 0)


def holder(connection: Redis) -> dict[str, Any] | None:
    """Host and pid of the running scheduler."""
    held = connection.get(KEY)
    return None if held is None else {key: json.loads(held)[key] for key in ("host", "pid")}


def _shown(held: bytes | str) -> str:
    who = json.loads(held)
    return f"pid {who['pid']} on {who['host']}"


def _is_dead(held: bytes | str) -> bool:
    who = json.loads(held)
    if who["host"] != socket.gethostname():
        return False
    try:
        process = psutil.Process(who["pid"])
        another = bool(abs(process.create_time() - who["began"]) > CLOCK_STEP_S)
        return another or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
