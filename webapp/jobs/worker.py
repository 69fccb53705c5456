"""The processes that run the jobs: a pool of RQ workers, each forking a process per job.

RQ's defaults notice a dead worker after minutes, and leave its job running beside the retry. Here heartbeats
are short, and a job dies with its worker, so a job is retried within half a minute and never beside itself.
"""

import ctypes
import importlib
import logging
import os
import signal
import time
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from rq.worker import Worker
from rq.worker_pool import WorkerData, WorkerPool

from webapp.jobs import tally
from webapp.jobs.log import described
from webapp.jobs.periodic import job_modules
from webapp.jobs.queue import QUEUE, JobQueue, connect, waiting_key

HEARTBEAT_S = 5
WORKER_TTL_S = 20
REDIS_TIMEOUT_S = 5.0
REDIS_RETRY_S = 1.0
PR_SET_PDEATHSIG = 1
QUIET = "WARNING"
DNS_LIMITS = "timeout:2 attempts:1"

log = logging.getLogger(__name__)


class JobWorker(Worker):
    """A worker that is missed soon, and says one line per job."""

    queue_class = JobQueue
    max_connection_wait_time = 2.0

    def __init__(self, connection: Redis, name: str) -> None:
        super().__init__(
            [JobQueue(QUEUE, connection=connection)],
            name=name,
            connection=connection,
            maintenance_interval=HEARTBEAT_S,
            job_monitoring_interval=HEARTBEAT_S,
            worker_ttl=WORKER_TTL_S,
            default_result_ttl=0,
        )

    def get_heartbeat_ttl(self, job: Job) -> int:  # noqa: ARG002
        """Seconds after which a job without a heartbeat counts as abandoned."""
        return HEARTBEAT_S * 3

    def prepare_execution(self, job: Job) -> Execution:
        """Begin a job, and forget what a killed worker has left of it: RQ looks for that at a job's end.

        Where it finds a name without its record, it says that the job failed, and runs it again.
        """
        self.connection.delete(job.execution_registry.key)
        return super().prepare_execution(job)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Run a job in the forked process, which dies with this worker."""
        die_with(self.pid or 0, signal.SIGKILL)
        super().main_work_horse(job, queue)

    def perform_job(self, job: Job, queue: Queue) -> bool:
        """Run a job; from here on the same call may be queued again."""
        self.connection.delete(waiting_key(job.description or ""))
        began = time.monotonic()
        done = super().perform_job(job, queue)
        tally.count(self.connection, job, tally.DONE if done else tally.FAILED, time.monotonic() - began)
        if done:
            said = str(getattr(job, "_result", None) or "")
            log.info("job=%s id=%s outcome=done ms=%d said=%r", job.description, job.id, _ms(began), said)
        return done

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Say in one line that a job raised; the traceback is kept in the job's result."""
        log.warning(
            "job=%s id=%s outcome=failed retries_left=%s error=%r",
            job.description, job.id, job.retries_left or 0, described(exc_info[1]),
        )  # fmt: skip

    def handle_work_horse_killed(self, job: Job, *how: Any) -> None:
        """Say that a job's process was killed."""
        tally.count(self.connection, job, tally.KILLED)
        log.warning("job=%s id=%s outcome=killed wait_status=%s", job.description, job.id, how[1])


class JobPool(WorkerPool):
    """Keeps a number of workers alive, also while Redis is away."""

    def __init__(self, url: str, processes: int) -> None:
        super().__init__([QUEUE], connect(url, REDIS_TIMEOUT_S), processes, worker_class=JobWorker)
        self._url = url

    def get_worker_process(self, name: str, *_: Any, **__: Any) -> BaseProcess:
        """A process that will be a worker."""
        return get_context("fork").Process(
            target=_work, args=(self._url, name, os.getpid()), name=f"worker {name}"
        )

    def handle_dead_worker(self, worker_data: WorkerData) -> None:
        """Say that a worker died; the pool starts another one."""
        if self.status != self.Status.STOPPED:
            log.warning("worker=%s pid=%d died", worker_data.name, worker_data.pid)
        super().handle_dead_worker(worker_data)


def work(url: str, processes: int) -> None:
    """Run jobs in `processes` processes until SIGTERM or SIGINT; running jobs are finished first."""
    os.environ.setdefault("RES_OPTIONS", DNS_LIMITS)
    for module in job_modules():
        importlib.import_module(module)
    log.info("workers=%d pid=%d ready", processes, os.getpid())
    JobPool(url, processes).start(logging_level=QUIET)
    log.info("workers=%d pid=%d stopped", processes, os.getpid())


def die_with(parent: int, signum: signal.Signals) -> None:
    """Have the kernel send `signum` to this process when its parent dies; exit where it is dead already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os._exit(1)


def _work(url: str, name: str, parent: int) -> None:
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)
    die_with(parent, signal.SIGTERM)
    connection = connect(url, REDIS_TIMEOUT_S, retries=1)
    _wait_for(connection)
    try:
        JobWorker(connection, name).work(logging_level=QUIET)
    except RedisError as error:
        log.warning("worker=%s lost Redis error=%r", name, described(error))


def _wait_for(connection: Redis) -> None:
    while True:
        with suppress(RedisError):
            connection.ping()
            return
        time.sleep(REDIS_RETRY_S)


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
