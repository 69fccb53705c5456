"""The scheduler's lock: one holder, that a dead or paused one cannot keep or misuse."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from redis import Redis

from webapp.jobs.leader import KEY, Leadership, SchedulerRuns, holder
from webapp.jobs.queue import enqueue


@pytest.fixture
def connection(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


def test_a_second_scheduler_is_refused(connection: Redis) -> None:
    Leadership(connection).take()
    with pytest.raises(SchedulerRuns, match=f"running already .pid {os.getpid()} on "):
        Leadership(connection).take()


def test_after_a_release_another_may_begin(connection: Redis) -> None:
    first = Leadership(connection)
    first.take()
    first.release()
    Leadership(connection).take()
    assert holder(connection) == {"host": json.loads(first.value)["host"], "pid": os.getpid()}


def test_a_dead_holder_is_replaced_at_once(connection: Redis) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = json.loads(Leadership(connection).value) | {"pid": gone.pid}
    connection.set(KEY, json.dumps(dead))
    Leadership(connection).take()
    assert (holder(connection) or {})["pid"] == os.getpid()


def test_a_holder_on_another_host_is_not_replaced(connection: Redis) -> None:
    elsewhere = json.loads(Leadership(connection).value) | {"host": "elsewhere", "pid": 1}
    connection.set(KEY, json.dumps(elsewhere))
    with pytest.raises(SchedulerRuns, match="on elsewhere"):
        Leadership(connection).take()


def test_a_lost_lock_is_taken_again_where_nobody_has_it(connection: Redis) -> None:
    mine = Leadership(connection)
    mine.take()
    connection.delete(KEY)
    assert mine.renew()


def test_a_paused_holder_that_lost_the_lock_queues_nothing(connection: Redis) -> None:
    paused, next_one = Leadership(connection), Leadership(connection)
    paused.take()
    connection.delete(KEY)
    next_one.take()
    assert not paused.renew()
    assert not enqueue(connection, "clean_up", fence=(KEY, paused.value))
    assert enqueue(connection, "clean_up", fence=(KEY, next_one.value))


def test_a_release_by_one_that_lost_the_lock_leaves_it(connection: Redis) -> None:
    paused, next_one = Leadership(connection), Leadership(connection)
    paused.take()
    connection.delete(KEY)
    next_one.take()
    paused.release()
    assert next_one.renew() and holder(connection) is not None
