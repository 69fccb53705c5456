"""Promise 10, the part that CI runs: a minute of load leaves nothing behind that adds up.

Memory needs an hour to be judged (`python -m tests.drills.soak`). What can be seen at once are connections,
files and threads, which stay as they are, and the caps: whatever time or requests fill has an end.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psycopg2
import pytest
from redis import Redis
from rq.job import Job

from lab.service import LONGEST_LOG_BYTES
from tests.drills.conftest import Figure
from tests.drills.soak import a_lab, soaked, stores
from tests.drills.watched import Held, Watch
from tests.lab.conftest import wait_for
from tests.lab.labs import Lab
from webapp.jobs import tally
from webapp.jobs.queue import FAILED_KEPT, QUEUE, JobQueue, enqueue

pytestmark = pytest.mark.promise(10)

SECONDS = 45.0
EVERY_S = 1.0
USERS = 30
STEADY = ("web", "worker", "scheduler", "locust", "sampler", "receiver", "redis", "supervisor")
SPARE = {"files": 3, "threads": 2, "connections": 3}
JOBS = 5
SURPLUS = 300
LASTING_KEYS = {
    "taskpilot:jobs:outcomes", "taskpilot:jobs:waited", "taskpilot:jobs:ran",
    "rq:queues", "rq:workers", f"rq:workers:{QUEUE}", "rq:cron_schedulers", f"rq:failed:{QUEUE}",
}  # fmt: skip
OLD_KEYS = """
    insert into idempotency_keys (user_id, key, request_hash, created_at)
    select (select min(id) from users), 'soak-' || n, '', now() - interval '25 hours'
      from generate_series(1, 500) n
"""
LEFT = "select count(*) from idempotency_keys where key like 'soak-%'"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """A lab under load."""
    with a_lab(USERS, "0.001") as made:
        yield made


@pytest.fixture(scope="module")
def watch(lab: Lab) -> Watch:
    """What its processes held for a minute."""
    return soaked(lab, SECONDS, EVERY_S)[0]


def halves(samples: list[Held], what: str) -> tuple[float, float]:
    """The most of something in the second quarter, and the usual number in the last one."""
    counts = [getattr(one, what) for one in samples]
    quarter = len(counts) // 4
    return max(counts[quarter : 2 * quarter]), median(counts[-quarter:])


@pytest.mark.parametrize("what", ["files", "threads", "connections"])
def test_no_process_takes_more_and_more(watch: Watch, what: str, figure: Figure) -> None:
    found = [(name, *halves(samples, what)) for name, _, samples in watch.lasting() if name in STEADY]
    assert {name for name, _, _ in found} == set(STEADY)
    assert [row for row in found if row[2] > row[1] + SPARE[what]] == []
    before, after = (sum(row[at] for row in found) for at in (1, 2))
    figure(what, f"{before:.0f} in all at most after a quarter, {after:.0f} at the end of {SECONDS:.0f} s")


def test_the_server_has_no_more_connections_than_the_pools(lab: Lab, watch: Watch, figure: Figure) -> None:
    found = int(stores(lab)["database connections"])
    assert found < 40
    figure("database connections", found)


def without_an_end(redis: Redis) -> set[str]:
    return {key.decode() for key in redis.scan_iter() if redis.ttl(key) == -1}


def test_a_key_in_redis_ends_by_itself_or_is_one_of_a_few(lab: Lab, watch: Watch, figure: Figure) -> None:
    with Redis.from_url(lab.services["redis"]["url"]) as redis:
        first = without_an_end(redis)
        jobs = sum(map(int, redis.hvals(tally.OUTCOMES)))
        wait_for(lambda: sum(map(int, redis.hvals(tally.OUTCOMES))) >= jobs + JOBS)
        lasting = first & without_an_end(redis)  # a job's own keys go with the job
        used_mb = redis.info("memory")["used_memory"] / 2**20
    assert lasting <= LASTING_KEYS
    figure("lasting keys in Redis", f"{len(lasting)}, {used_mb:.1f} MB in use")


def test_failed_jobs_are_kept_up_to_a_number(lab: Lab, figure: Figure) -> None:
    with Redis.from_url(lab.services["redis"]["url"]) as redis:
        queue = JobQueue(QUEUE, connection=redis)
        with redis.pipeline() as pipeline:
            for number in range(FAILED_KEPT + SURPLUS):
                job = Job.create("webapp.jobs.clean_up.clean_up", id=f"failed-{number}", connection=redis)
                job.save(pipeline=pipeline)
                queue.failed_job_registry.add(job, ttl=3600 + number, pipeline=pipeline)
            pipeline.execute()
        enqueue(redis, "clean_up")
        wait_for(lambda: queue.failed_job_registry.get_job_count(cleanup=False) <= FAILED_KEPT)
        assert not redis.exists("rq:job:failed-0") and redis.exists(f"rq:job:failed-{FAILED_KEPT}")
    figure("failed jobs kept", f"{FAILED_KEPT} of {FAILED_KEPT + SURPLUS}, the newest")


def test_old_answers_to_retries_are_forgotten(lab: Lab, figure: Figure) -> None:
    database = psycopg2.connect(lab.services["postgres"]["admin_url"])
    database.autocommit = True
    with database.cursor() as cursor, Redis.from_url(lab.services["redis"]["url"]) as redis:
        cursor.execute(OLD_KEYS)
        enqueue(redis, "clean_up")

        def left() -> int:
            cursor.execute(LEFT)
            return int(cursor.fetchone()[0])

        wait_for(lambda: left() == 0)
    database.close()
    figure("idempotency keys of yesterday left", 0)


def test_a_log_of_a_running_service_is_cut(lab: Lab, figure: Figure) -> None:
    log = Path(lab.services["receiver"]["log"])
    with log.open("ab") as file:
        file.write(b"a line of a talkative service\n" * (LONGEST_LOG_BYTES // 30 + 1))
    wait_for(lambda: log.stat().st_size < LONGEST_LOG_BYTES)
    assert log.with_suffix(".log.1").stat().st_size > LONGEST_LOG_BYTES
    figure("log cut at", f"{LONGEST_LOG_BYTES / 1e6:.0f} MB, one older one kept")
