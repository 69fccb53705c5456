"""The queue of jobs; with worker.py and scheduler.py the only code that touches RQ.

A job that waits already is not put in a second time; one that runs is, since it may have looked at the
database before the new work was there.
"""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import WatchError
from redis.retry import Retry as RedisRetry
from rq import Queue, Retry

QUEUE = "taskpilot"
RETRIES = 3
JOB_TIMEOUT_S = 60
JOB_TTL_S = 300
FAILURE_TTL_S = 24 * 3600
FAILED_KEPT = 1_000
FORGOTTEN_AT_ONCE = 5_000
WAITING_TTL_S = 30
CLEANING_LOCK_S = 15
NO_ARGUMENTS: Mapping[str, int] = MappingProxyType({})

Fence = tuple[str, bytes]


class JobQueue(Queue):
    """RQ's queue, whose cleaning is not put off for a quarter of an hour when a worker dies cleaning it."""

    def acquire_maintenance_lock(self) -> bool:
        """Whether this worker is the one to look for abandoned jobs now."""
        return bool(self.connection.set(self.registry_cleaning_key, 1, nx=True, ex=CLEANING_LOCK_S))


def connect(url: str, timeout_s: float, retries: int = 0) -> Redis:
    """A client that gives up after `timeout_s` a step, and tries `retries` times again at once."""
    retry = RedisRetry(NoBackoff(), retries)
    return Redis.from_url(url, socket_connect_timeout=timeout_s, socket_timeout=timeout_s, retry=retry)


def enqueue(
    connection: Redis, name: str, arguments: Mapping[str, int] = NO_ARGUMENTS, fence: Fence | None = None
) -> bool:
    """Queue the job `webapp.jobs.<name>.<name>`; False where the same call waits already.

    `fence` is a key and the value it must have at the moment of queueing, or nothing is queued.
    """
    call = "-".join([name, *(str(value) for value in arguments.values())])
    waiting = waiting_key(call)
    with connection.pipeline() as pipeline:
        pipeline.watch(waiting, *([fence[0]] if fence else []))  # type: ignore[no-untyped-call]
        if pipeline.exists(waiting) or (fence and pipeline.get(fence[0]) != fence[1]):
            return False
        pipeline.multi()
        pipeline.set(waiting, 1, ex=WAITING_TTL_S)
        JobQueue(QUEUE, connection=connection).enqueue_call(
            f"webapp.jobs.{name}.{name}",
            kwargs=dict(arguments),
            job_id=f"{call}-{uuid.uuid4().hex[:8]}",
            description=call,
            timeout=JOB_TIMEOUT_S,
            ttl=JOB_TTL_S,
            result_ttl=0,
            failure_ttl=FAILURE_TTL_S,
            retry=Retry(max=RETRIES),
            pipeline=pipeline,
        )
        try:
            pipeline.execute()
        except WatchError:
            return False
    return True


def forget_failed(connection: Redis, keep: int = FAILED_KEPT) -> int:
    """Forget failed jobs but the newest `keep`, which a long outage would pile up; returns how many."""
    registry = JobQueue(QUEUE, connection=connection).failed_job_registry
    oldest = registry.get_job_ids(0, FORGOTTEN_AT_ONCE - 1, cleanup=True)
    surplus = oldest[: max(0, int(registry.get_job_count(cleanup=False)) - keep)]
    for job_id in surplus:
        registry.remove(job_id, delete_job=True)
    return len(surplus)


def waiting_key(call: str) -> str:
    """The key that says that this call waits in the queue; a worker deletes it when it begins."""
    return f"taskpilot:jobs:waiting:{call}"
