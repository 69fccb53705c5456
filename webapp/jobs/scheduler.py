"""The one process that queues the periodic jobs, by RQ's own cron."""

import logging
import os
import time
from contextlib import suppress

from redis.client import Pipeline
from redis.exceptions import RedisError
from rq.cron import CronJob, CronScheduler
from rq.exceptions import SchedulerNotFound, StopRequested
from rq.utils import now

from webapp.jobs import leader
from webapp.jobs.leader import Leadership, SchedulerRuns
from webapp.jobs.log import described
from webapp.jobs.periodic import periodic
from webapp.jobs.queue import QUEUE, connect, enqueue

REDIS_TIMEOUT_S = 2.0
REDIS_RETRY_S = 1.0
RENEW_EVERY_S = 3.0

log = logging.getLogger(__name__)


class Scheduler(CronScheduler):
    """RQ's cron, which queues only while it is the leader and a call only where it does not wait already."""

    def __init__(self, url: str) -> None:
        super().__init__(connect(url, REDIS_TIMEOUT_S, retries=1), logging_level="WARNING")
        self.leadership = Leadership(self.connection)
        self.leadership.take()
        for job in periodic():
            seconds = job.schedule if isinstance(job.schedule, int) else None
            cron = job.schedule if isinstance(job.schedule, str) else None
            self.register(job.function, QUEUE, interval=seconds, cron=cron, name=job.name)

    def enqueue_jobs(self) -> list[CronJob]:
        """Queue what is due; SchedulerRuns where another scheduler took over."""
        if not self.leadership.renew():
            raise SchedulerRuns("another scheduler took over while this one was held up; it goes on alone")
        due = [job for job in self.get_jobs() if job.should_run()]
        for job in due:
            queued = enqueue(self.connection, job.name, fence=(leader.KEY, self.leadership.value))
            job.set_enqueue_time(now())
            log.info("job=%s %s", job.name, "queued" if queued else "waits already")
        return due

    def calculate_sleep_interval(self) -> float:
        """Seconds to sleep: until the next job, or the next renewal."""
        return min(super().calculate_sleep_interval(), RENEW_EVERY_S)

    def register_death(self, pipeline: Pipeline | None = None) -> None:
        """Leave the registry, if Redis answers."""
        with suppress(RedisError, SchedulerNotFound):
            super().register_death(pipeline)


def schedule(url: str) -> None:
    """Queue the periodic jobs until SIGTERM or SIGINT; SchedulerRuns where a scheduler is running."""
    scheduler = Scheduler(url)
    log.info("scheduler pid=%d ready jobs=%d", os.getpid(), len(scheduler.get_jobs()))
    try:
        _until_stopped(scheduler)
    finally:
        scheduler.leadership.release()
    log.info("scheduler pid=%d stopped", os.getpid())


def _until_stopped(scheduler: Scheduler) -> None:
    with suppress(StopRequested):
        while True:
            try:
                scheduler.start()  # type: ignore[no-untyped-call]
                return
            except RedisError as error:
                log.warning("scheduler lost Redis, tries again error=%r", described(error))
            time.sleep(REDIS_RETRY_S)
