"""Workers of the queue load the same rows as processes of one's own, also when one dies at it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from redis import Redis
from rq.worker import Worker
from sqlalchemy import Engine, text

from seeding.checksum import checksums
from seeding.queued import QueueError
from seeding.run import seed_database
from tests.seeding.conftest import SMALL
from tests.seeding.stopping import blocked, until

pytestmark = pytest.mark.slow

WORKER = "from webapp.jobs.cli import jobs; jobs(prog_name='flask jobs')"


@pytest.fixture
def workers(database_url: str, redis_url: str) -> Iterator[psutil.Process]:
    """Two workers, as `flask jobs worker --processes 2` starts them, ready to work."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, "worker", "--processes", "2"],
        env={**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert "ready" in process.stdout.readline()
    with Redis.from_url(redis_url) as redis:
        while len(Worker.all(connection=redis)) < 2:
            assert process.poll() is None
            time.sleep(0.05)
    yield psutil.Process(process.pid)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


def sums(engine: Engine) -> dict[str, str]:
    """The checksums of a database."""
    with engine.connect() as connection:
        return checksums(connection)


def test_two_workers_give_the_rows_of_one_process(
    workers: psutil.Process, database_url: str, redis_url: str, database: Engine, seeded_once: Engine
) -> None:
    seed_database(database_url, SMALL, jobs=1, redis_url=redis_url)
    assert sums(database) == sums(seeded_once)


def test_a_job_killed_in_mid_chunk_is_done_again(
    workers: psutil.Process, database_url: str, redis_url: str, database: Engine, seeded_once: Engine
) -> None:
    seed = threading.Thread(
        target=seed_database, args=(database_url, SMALL), kwargs={"jobs": 1, "redis_url": redis_url}
    )
    with database.connect() as holder:
        seed.start()
        until(database, "select to_regclass('lab.seed_census') is not null")
        holder.execute(text("lock table issue_links in share mode"))
        blocked(database, "copy issue_links%")
        for horse in (child for worker in workers.children() for child in worker.children()):
            horse.kill()
    seed.join()
    assert sums(database) == sums(seeded_once)


def test_a_queue_without_workers_is_refused(database_url: str, redis_url: str) -> None:
    with pytest.raises(QueueError, match="flask jobs worker"):
        seed_database(database_url, SMALL, jobs=1, redis_url=redis_url)
