"""Queue and workers, from Redis; None where it is away or there is none."""

from typing import Any

from redis.exceptions import RedisError

from webapp.jobs.leader import holder
from webapp.jobs.queue import QUEUE, JobQueue, connect
from webapp.jobs.status import jobs_by_state, live_workers
from webapp.settings import Settings

REDIS_TIMEOUT_S = 0.2


def jobs(settings: Settings) -> dict[str, Any] | None:
    """Jobs that wait, run and failed, the workers by state, and whether a scheduler leads."""
    if settings.redis_url is None:
        return None
    with connect(settings.redis_url, REDIS_TIMEOUT_S) as connection:
        try:
            states = [worker["state"] for worker in live_workers(connection)]
            return {
                **jobs_by_state(JobQueue(QUEUE, connection=connection)),
                "workers": {state: states.count(state) for state in sorted(set(states))},
                "scheduler": holder(connection) is not None,
            }
        except RedisError:
            return None
