"""Promise 3: a lab whose worker pool or scheduler is killed goes on: one scheduler, each event once."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest
from redis import Redis

from lab.processes import tree
from tests.drills.conftest import Figure
from tests.lab.conftest import wait_for
from tests.lab.labs import Lab, a_lab
from tests.webapp.jobs.conftest import JOBS, Until
from tests.webapp.jobs.receiver import Receiver, with_status
from webapp.jobs.leader import LOCK_TTL_MS, holder
from webapp.paths import ROOT

pytestmark = pytest.mark.promise(3)

LIMIT_S = 60
EVENTS, RECEIVERS = 12, 4
PUT = """
    insert into webhook_deliveries (webhook_id, event, payload)
    select id, 'issue.created', jsonb_build_object('issue_id', n)
      from (select id from webhooks where active order by id limit %s) w, generate_series(1, %s) n
    returning id
"""
DELIVERED = "select count(*) from webhook_deliveries where status = 'delivered' and id = any(%s)"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running lab whose webhooks may go to this process."""
    with a_lab(tmp_path_factory.mktemp("jobs"), TASKPILOT_WEBHOOK_ALLOW_PRIVATE="true") as made:
        yield made


@contextmanager
def rows(lab: Lab) -> Iterator[Any]:
    """A cursor in the lab's database, each statement on its own."""
    connection = psycopg2.connect(lab.services["postgres"]["admin_url"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def test_a_killed_pools_deliveries_arrive_with_the_ids_that_they_had(lab: Lab, figure: Figure) -> None:
    may_answer = threading.Event()
    answer = with_status(200)

    def held(handler: Any) -> None:
        may_answer.wait(LIMIT_S)
        answer(handler)

    with Receiver().serving() as receiver, rows(lab) as cursor:
        receiver.answer = held
        cursor.execute("update webhooks set url = %s", (receiver.url,))
        cursor.execute(PUT, (RECEIVERS, EVENTS // RECEIVERS))
        made = [row[0] for row in cursor.fetchall()]
        wait_for(lambda: len(receiver.received) == RECEIVERS)
        pool = lab.services["worker"]["pid"]
        for process in (psutil.Process(pool), *tree(pool)):
            process.kill()
        killed, in_flight = time.monotonic(), len(receiver.received)
        may_answer.set()

        def delivered() -> int:
            cursor.execute(DELIVERED, (made,))
            return int(cursor.fetchone()[0])

        assert delivered() == 0
        wait_for(lambda: delivered() == len(made))
        took = time.monotonic() - killed
    ids = Counter(got.headers["TaskPilot-Delivery"] for got in receiver.received)
    bodies = {(got.headers["TaskPilot-Delivery"], got.body) for got in receiver.received}
    assert took < LIMIT_S
    assert set(ids) == {str(one) for one in made}
    assert len(bodies) == EVENTS
    assert 0 < ids.total() - EVENTS <= in_flight, "others than those in flight were sent again"
    figure(
        f"pool killed, {in_flight} deliveries in flight",
        f"all {EVENTS} after {took:.1f} s, same ids and bodies",
    )


def test_a_killed_scheduler_is_replaced_by_one(lab: Lab, figure: Figure) -> None:
    log = Path(lab.services["scheduler"]["log"])
    with Redis.from_url(lab.services["redis"]["url"]) as redis:
        before = holder(redis)
        assert before is not None
        os.kill(before["pid"], signal.SIGKILL)
        killed, said = time.monotonic(), len(log.read_text())
        wait_for(lambda: " queued" in log.read_text()[said:])
        took = time.monotonic() - killed
        after = holder(redis)
    assert after is not None and after["pid"] != before["pid"]
    refused = lab.in_another_terminal("jobs", "schedule")
    assert refused.returncode == 2 and f"running already (pid {after['pid']}" in refused.stderr
    assert took < LIMIT_S
    figure("scheduler killed", f"the next queues after {took:.1f} s, a second is refused")


@contextmanager
def scheduler(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`flask jobs schedule` as a process that writes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen([*JOBS, "schedule"], stdout=output, stderr=output, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_scheduler_that_was_paused_beyond_its_lock_queues_nothing(
    job_settings: None, redis_url: str, tmp_path: Path, until: Until, figure: Figure
) -> None:
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    with Redis.from_url(redis_url) as redis, scheduler(first) as paused:
        until(lambda: " queued" in first.read_text(), 30, "the first scheduler's first job")
        paused.send_signal(signal.SIGSTOP)
        said = len(first.read_text())
        until(lambda: holder(redis) is None, LOCK_TTL_MS / 1000 + 5, "the end of the lock")
        with scheduler(second) as leading:
            until(lambda: " queued" in second.read_text(), 30, "the second scheduler's first job")
            paused.send_signal(signal.SIGCONT)
            assert paused.wait(20) == 2, "the paused scheduler goes on beside the second"
            assert " queued" not in first.read_text()[said:]
            assert "another scheduler took over" in first.read_text()
            assert (holder(redis) or {})["pid"] == leading.pid
    figure("scheduler paused beyond its lock", "queued nothing more, left the other alone")
