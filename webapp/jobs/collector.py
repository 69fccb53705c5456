"""The jobs' figures for Prometheus, read from Redis when somebody asks.

Redis is shared, so every web process says the same: a dashboard takes the largest, not the sum.
"""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from webapp.jobs import tally
from webapp.jobs.leader import holder
from webapp.jobs.queue import QUEUE, JobQueue, connect
from webapp.jobs.status import jobs_by_state, live_workers

REDIS_TIMEOUT_S = 0.2


class JobsCollector(Collector):
    """Queue, workers, scheduler and outcomes; only that Redis is away, where it is."""

    def __init__(self, url: str) -> None:
        self._url = url

    def collect(self) -> Iterable[Metric]:
        """What the queue holds now, and what became of the jobs so far."""
        with connect(self._url, REDIS_TIMEOUT_S) as connection:
            try:
                found = [*_queue(connection), *_tally(connection)]
            except RedisError:
                found = []
        yield GaugeMetricFamily("taskpilot_jobs_redis_up", "Whether Redis answers.", value=bool(found))
        yield from found


def _queue(connection: Redis) -> Iterable[Metric]:
    queue = JobQueue(QUEUE, connection=connection)
    jobs = GaugeMetricFamily("taskpilot_jobs", "Jobs by state.", labels=("state",))
    for state, number in jobs_by_state(queue).items():
        jobs.add_metric((state,), number)
    yield jobs
    first = queue.get_jobs(0, 1)
    yield GaugeMetricFamily(
        "taskpilot_jobs_oldest_wait_seconds",
        "How long the job that is next in line has waited.",
        value=tally.oldest_wait_s(first[0].enqueued_at if first else None),
    )
    yield GaugeMetricFamily(
        "taskpilot_jobs_workers", "Workers that gave a sign of life.", value=len(live_workers(connection))
    )
    yield GaugeMetricFamily(
        "taskpilot_jobs_scheduler_up", "Whether a scheduler leads.", value=holder(connection) is not None
    )


def _tally(connection: Redis) -> Iterable[Metric]:
    counts, waited, ran = tally.read(connection)
    outcomes = CounterMetricFamily("taskpilot_jobs_finished", "Jobs by outcome.", labels=("job", "outcome"))
    for (name, outcome), number in sorted(counts.items()):
        outcomes.add_metric((name, outcome), number)
    yield outcomes
    for metric, words, seconds in (
        ("taskpilot_jobs_waited_seconds", "Time in the queue, in all.", waited),
        ("taskpilot_jobs_ran_seconds", "Time at work, in all.", ran),
    ):
        family = CounterMetricFamily(metric, words, labels=("job",))
        for name, spent in sorted(seconds.items()):
            family.add_metric((name,), spent)
        yield family
