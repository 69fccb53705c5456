"""What became of the jobs, counted in Redis: outcomes, and how long they waited and ran.

One hash for each figure, a field per job and outcome. The workers of all machines add to it, and it lasts as
long as Redis does.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.job import Job

OUTCOMES = "taskpilot:jobs:outcomes"
WAITED = "taskpilot:jobs:waited"
RAN = "taskpilot:jobs:ran"
DONE, FAILED, KILLED = "done", "failed", "killed"


def count(connection: Redis, job: Job, outcome: str, ran_s: float | None = None) -> None:
    """Add a job's end to the tally; a Redis that is away counts nothing, and the job is none the worse."""
    name = job_name(job.func_name)
    waited = _waited_s(job)
    with suppress(RedisError), connection.pipeline(transaction=False) as pipeline:
        pipeline.hincrby(OUTCOMES, f"{name}|{outcome}", 1)
        if ran_s is not None:
            pipeline.hincrbyfloat(RAN, name, ran_s)
        if waited is not None:
            pipeline.hincrbyfloat(WAITED, name, waited)
        pipeline.execute()


def job_name(function: str | None) -> str:
    """A job's name: `webapp.jobs.fan_out.fan_out` is `fan_out`."""
    return (function or "unknown").rpartition(".")[2]


def read(connection: Redis) -> tuple[dict[tuple[str, str], int], dict[str, float], dict[str, float]]:
    """Outcomes by (job, outcome), and by job the seconds waited and run, since Redis began."""
    outcomes, waited, ran = (_text(connection.hgetall(key)) for key in (OUTCOMES, WAITED, RAN))
    counts = {
        (name, outcome): int(number)
        for field, number in outcomes.items()
        for name, _, outcome in (field.partition("|"),)
    }
    return counts, _floats(waited), _floats(ran)


def _waited_s(job: Job) -> float | None:
    if job.enqueued_at is None or job.started_at is None:
        return None
    began = (moment.replace(tzinfo=moment.tzinfo or UTC) for moment in (job.enqueued_at, job.started_at))
    enqueued, started = began
    return max(0.0, (started - enqueued).total_seconds())


def _text(found: Mapping[Any, Any]) -> dict[str, str]:
    return {field.decode(): number.decode() for field, number in found.items()}


def _floats(found: Mapping[str, str]) -> dict[str, float]:
    return {name: float(number) for name, number in found.items()}


def oldest_wait_s(enqueued_at: datetime | None) -> float:
    """How long the job that is next in line has waited."""
    if enqueued_at is None:
        return 0.0
    return max(
        0.0, (datetime.now(UTC) - enqueued_at.replace(tzinfo=enqueued_at.tzinfo or UTC)).total_seconds()
    )
