"""Loads chunks through RQ: any number of workers on any number of machines take jobs of a few chunks each.

The ledger in PostgreSQL says what is done, the queue only who does it: what the queue loses is put in again,
and what is done twice is refused by the ledger. This file and jobs.py are all that RQ sees of seeding.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from redis import Redis
from rq import Retry
from rq.job import Job, JobStatus
from rq.worker import Worker
from sqlalchemy import Engine

from seeding import ledger
from seeding.load import APPLICATION_NAME, Loaded
from seeding.plan import build_plan
from seeding.tasks import load_tasks
from webapp.database import command_engine
from webapp.jobs.queue import FAILURE_TTL_S, QUEUE, JobQueue, connect
from webapp.refusal import Refusal, first_line

JOB = "seeding.jobs.load"
TASKS_PER_JOB, JOBS_AT_LEAST = 8, 8
JOB_TIMEOUT_S = 900
RETRIES = 3
REDIS_TIMEOUT_S = 5.0
POLL_S = 0.2
LOOK_AT_JOBS_S = 2.0
FIRST_WORKER_WITHIN_S, NO_WORKER_FOR_S = 3, 60
SILENT_WORKER_IS_GONE = timedelta(seconds=30)
ALIVE = (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.SCHEDULED, JobStatus.DEFERRED)


class QueueError(Refusal):
    """Nobody takes the jobs, or one failed for good."""


class QueuedLoad:
    """The load of the run on record, done by RQ's workers."""

    def __init__(self, url: str, redis_url: str) -> None:
        self._engine: Engine = command_engine(url, APPLICATION_NAME)
        self._redis: Redis = connect(redis_url, REDIS_TIMEOUT_S, retries=1)
        self._queue = JobQueue(QUEUE, connection=self._redis)
        with self._engine.connect() as connection:
            found = ledger.read(connection)
        assert found is not None
        self._plan = build_plan(found.spec)
        self._run = found.started_at.isoformat()

    def loaded(self) -> Iterator[list[Loaded]]:
        """What comes in, until all is in; QueueError where no worker listens or a job failed for good."""
        self._require_worker(time.monotonic() + FIRST_WORKER_WITHIN_S)
        seen = self._in()
        jobs = self._enqueue()
        looked = heard = time.monotonic()
        while load_tasks(self._plan, set(seen)):
            time.sleep(POLL_S)
            now = self._in()
            if fresh := [Loaded(*key, *now[key]) for key in now.keys() - seen.keys()]:
                yield fresh
            elif time.monotonic() - looked > LOOK_AT_JOBS_S:
                looked = time.monotonic()
                heard = looked if self._listened() else heard
                self._require_worker(heard + NO_WORKER_FOR_S)
                jobs = self._alive(jobs) or self._enqueue()
            seen = now

    def _require_worker(self, deadline: float) -> None:
        """QueueError where no worker is there by the deadline."""
        while not self._listened():
            if time.monotonic() > deadline:
                raise QueueError(
                    "no worker listens to the queue: start some with 'flask jobs worker', "
                    "then go on with 'flask seed --resume --queue'"
                )
            time.sleep(POLL_S)

    def _listened(self) -> bool:
        """Whether a worker was alive just now."""
        since = datetime.now(UTC) - SILENT_WORKER_IS_GONE
        found = Worker.all(connection=self._redis)
        return any(
            each.last_heartbeat and each.last_heartbeat > since and not each.death_date for each in found
        )

    def _in(self) -> dict[tuple[str, int], tuple[int, int]]:
        with self._engine.connect() as connection:
            return ledger.loaded(connection)

    def _enqueue(self) -> list[str]:
        """Put in jobs for what is left; each names a range of the run's tasks."""
        tasks = load_tasks(self._plan, set())
        left = {(task.table, task.chunk) for task in load_tasks(self._plan, set(self._in()))}
        step = max(1, min(TASKS_PER_JOB, len(tasks) // JOBS_AT_LEAST))
        ranges = [
            (first, first + step)
            for first in range(0, len(tasks), step)
            if any((task.table, task.chunk) in left for task in tasks[first : first + step])
        ]
        jobs = []
        for first, last in ranges:
            arguments = {"run": self._run, "first": first, "last": last}
            job = self._queue.enqueue_call(
                JOB, kwargs=arguments, description=f"seed-{first}-{last}", timeout=JOB_TIMEOUT_S,
                result_ttl=0, failure_ttl=FAILURE_TTL_S, retry=Retry(max=RETRIES),
            )  # fmt: skip
            jobs.append(job.id)
        return jobs

    def _alive(self, jobs: list[str]) -> list[str]:
        """The jobs that may still do something; QueueError where one failed for good."""
        alive = []
        for job in Job.fetch_many(jobs, connection=self._redis):
            if job is None:
                continue
            status = job.get_status(refresh=False)
            if status == JobStatus.FAILED and not job.retries_left:
                result = job.latest_result()
                reason = (
                    first_line((result.exc_string or "").strip().rpartition("\n")[2]) if result else "killed"
                )
                raise QueueError(f"the job {job.description} failed: {reason}; go on with --resume --queue")
            if status in ALIVE or job.retries_left:
                alive.append(job.id)
        return alive
