"""Workers as processes: delivery, death, an outage of Redis, a clean stop."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import Popen

import psutil
import pytest
from redis import Redis
from sqlalchemy import Engine, text

from lab.databases import admin_engine
from lab.postgres import EmbeddedPostgres
from tests.webapp.jobs.conftest import StartJobs, Until
from tests.webapp.jobs.receiver import Receiver, with_status
from webapp.jobs import hints, tally
from webapp.jobs.queue import enqueue

Deliver = Callable[..., None]
Outbox = Callable[[], list[tuple[str, int, int | None, str | None]]]


@pytest.fixture
def connection(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


def job_process(pool: Popen[bytes]) -> psutil.Process | None:
    """The process in which a worker of the pool runs a job now."""
    with suppress(psutil.NoSuchProcess):  # a child that ended while it was looked at
        workers = psutil.Process(pool.pid).children()
        return next((job for worker in workers for job in worker.children()), None)
    return None


def test_a_hint_is_all_it_takes(
    start_jobs: StartJobs,
    receiver: Receiver,
    deliver_to: Deliver,
    outbox: Outbox,
    until: Until,
    tmp_path: Path,
) -> None:
    pool = start_jobs("worker", "--processes", "1")
    deliver_to(receiver.url)
    hints.hint_webhooks()
    until(lambda: outbox() == [("delivered", 1, 200, None)], what="delivery")
    until(
        lambda: (
            "job=deliver_webhooks" in (log := (tmp_path / "worker.log").read_text()) and "1 delivered" in log
        )
    )
    pool.terminate()
    assert pool.wait(10) == 0
    assert "stopped" in (tmp_path / "worker.log").read_text()


def test_a_killed_workers_job_is_retried_and_done_once(
    start_jobs: StartJobs,
    world_database: Engine,
    connection: Redis,
    until: Until,
) -> None:
    with world_database.begin() as blocker:
        blocker.execute(text("lock table notifications in access exclusive mode"))
        pool = start_jobs("worker", "--processes", "1")
        enqueue(connection, "check_overdue")
        until(lambda: job_process(pool), what="a running job")
        job = job_process(pool)
        worker = job.parent() if job else None
        assert job is not None and worker is not None
        killed = time.monotonic()
        worker.kill()
        until(lambda: not job.is_running() or job.status() == psutil.STATUS_ZOMBIE, 5, "the job's death")
    until(lambda: told(world_database), 60, "the retry")
    assert time.monotonic() - killed < 60
    assert told(world_database) == distinct_told(world_database)
    until(lambda: tally.read(connection)[0], what="the retry's end")
    assert tally.read(connection)[0] == {("check_overdue", tally.DONE): 1}


def told(database: Engine) -> int:
    return count(database, "select count(*) from notifications where type = 'issue_overdue'")


def distinct_told(database: Engine) -> int:
    return count(
        database, "select count(distinct data->>'issue_id') from notifications where type = 'issue_overdue'"
    )


def count(database: Engine, sql: str) -> int:
    with database.connect() as connection:
        found: int = connection.execute(text(sql)).scalar_one()
    return found


def test_no_process_outlives_a_killed_pool(start_jobs: StartJobs, until: Until) -> None:
    pool = start_jobs("worker", "--processes", "2")
    until(lambda: len(psutil.Process(pool.pid).children()) == 2, what="two workers")
    workers = psutil.Process(pool.pid).children()
    os.kill(pool.pid, signal.SIGKILL)
    until(lambda: not any(worker.is_running() for worker in workers), 10, "the workers' end")


def test_a_failing_receiver_is_asked_again_by_the_next_run(
    start_jobs: StartJobs,
    receiver: Receiver,
    deliver_to: Deliver,
    outbox: Outbox,
    until: Until,
    world_database: Engine,
    connection: Redis,
) -> None:
    start_jobs("worker", "--processes", "1")
    receiver.answer = with_status(503)
    deliver_to(receiver.url)
    enqueue(connection, "deliver_webhooks")
    until(lambda: outbox() == [("pending", 1, 503, "answered 503")], what="the first attempt")
    receiver.answer = with_status(200)
    with world_database.begin() as database:
        database.execute(text("update webhook_deliveries set next_attempt_at = now()"))
    enqueue(connection, "deliver_webhooks")
    until(lambda: outbox() == [("delivered", 2, 200, None)], what="the second attempt")
    assert len({got.headers["TaskPilot-Delivery"] for got in receiver.received}) == 1


def test_a_job_that_runs_is_finished_before_the_stop(
    start_jobs: StartJobs, world_database: Engine, connection: Redis, until: Until
) -> None:
    with world_database.begin() as blocker:
        blocker.execute(text("lock table notifications in access exclusive mode"))
        pool = start_jobs("worker", "--processes", "1")
        enqueue(connection, "check_overdue")
        until(lambda: job_process(pool), what="a running job")
        pool.terminate()
    assert pool.wait(15) == 0
    assert told(world_database) > 0


def test_a_worker_survives_an_outage_of_postgresql(
    start_jobs: StartJobs,
    receiver: Receiver,
    deliver_to: Deliver,
    outbox: Outbox,
    until: Until,
    postgres: EmbeddedPostgres,
    world_database: Engine,
    connection: Redis,
    tmp_path: Path,
) -> None:
    pool = start_jobs("worker", "--processes", "1")
    deliver_to(receiver.url)
    with admin_engine(postgres).connect() as admin:
        allow = f'alter database "{world_database.url.database}" with allow_connections '
        until(lambda: "ready" in (tmp_path / "worker.log").read_text(), what="the worker")
        admin.execute(text(allow + "false"))
        enqueue(connection, "deliver_webhooks")
        until(lambda: "retries_left=0" in (tmp_path / "worker.log").read_text(), what="the job's failure")
        admin.execute(text(allow + "true"))
    enqueue(connection, "deliver_webhooks")
    until(lambda: outbox() == [("delivered", 1, 200, None)], what="delivery")
    assert pool.poll() is None and "Traceback" not in (tmp_path / "worker.log").read_text()
