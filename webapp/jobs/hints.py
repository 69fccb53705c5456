"""Hints from requests to the workers that there is work: call one after the commit.

A hint only saves the time until the next sweep finds the work in PostgreSQL, so it never fails a
request, and an unreachable Redis costs one short wait every few seconds.
"""

import logging
import time
from collections.abc import Mapping
from functools import lru_cache

from flask import current_app, has_app_context
from redis import Redis
from redis.exceptions import RedisError

from webapp.jobs.queue import NO_ARGUMENTS, connect, enqueue
from webapp.settings import settings

TIMEOUT_S = 0.2
SILENT_AFTER_FAILURE_S = 2.0
WEBHOOKS_AT_MOST_EVERY_S = 2.0

log = logging.getLogger(__name__)


def hint_webhooks() -> None:
    """Say that the outbox holds a new event; many hints close together count as one."""
    if time.monotonic() >= _quiet.webhooks_until and _hint("deliver_webhooks"):
        _quiet.webhooks_until = time.monotonic() + WEBHOOKS_AT_MOST_EVERY_S


def hint_fan_out(activity_id: int) -> None:
    """Say that an activity's large audience waits for its notifications."""
    _hint("fan_out", {"activity_id": activity_id})


class _Quiet:
    """Until when (monotonic seconds) this process says nothing: after a failure, and after a hint."""

    failed_until = 0.0
    webhooks_until = 0.0


_quiet = _Quiet()


def _hint(name: str, arguments: Mapping[str, int] = NO_ARGUMENTS) -> bool:
    url = (current_app.config["SETTINGS"] if has_app_context() else settings()).redis_url
    if url is None or time.monotonic() < _quiet.failed_until:
        return False
    try:
        enqueue(_client(url), name, arguments)
    except (RedisError, OSError) as error:
        _quiet.failed_until = time.monotonic() + SILENT_AFTER_FAILURE_S
        log.warning("hint %s not given: %s", name, error)
        return False
    return True


@lru_cache(maxsize=4)
def _client(url: str) -> Redis:
    return connect(url, TIMEOUT_S)
