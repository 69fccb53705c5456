"""Hints: they reach the queue, coalesce, and cost a request nothing while Redis is away."""

import socket
import time
from collections.abc import Iterator

import pytest
from redis import Redis
from rq import Queue

from webapp.jobs import hints
from webapp.jobs.queue import QUEUE, enqueue, waiting_key
from webapp.settings import settings


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(hints, "_quiet", hints._Quiet())
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def connection(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    monkeypatch.setenv("REDIS_URL", redis_url)
    with Redis.from_url(redis_url) as client:
        yield client


def waiting(connection: Redis) -> list[str]:
    return [job.description for job in Queue(QUEUE, connection=connection).get_jobs()]


def test_a_hint_queues_its_job(connection: Redis) -> None:
    hints.hint_webhooks()
    hints.hint_fan_out(7)
    assert waiting(connection) == ["deliver_webhooks", "fan_out-7"]


def test_hints_close_together_count_as_one(connection: Redis) -> None:
    for _ in range(5):
        hints.hint_webhooks()
    assert waiting(connection) == ["deliver_webhooks"]


def test_a_later_hint_is_given_again(connection: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    hints.hint_webhooks()
    connection.delete(waiting_key("deliver_webhooks"))
    monkeypatch.setattr(hints._quiet, "webhooks_until", 0.0)
    hints.hint_webhooks()
    assert waiting(connection) == ["deliver_webhooks"] * 2


def test_a_call_that_waits_is_not_queued_again(connection: Redis) -> None:
    assert enqueue(connection, "fan_out", {"activity_id": 7})
    assert not enqueue(connection, "fan_out", {"activity_id": 7})
    assert enqueue(connection, "fan_out", {"activity_id": 8})


def test_a_call_that_began_is_queued_again(connection: Redis) -> None:
    enqueue(connection, "fan_out", {"activity_id": 7})
    connection.delete(waiting_key("fan_out-7"))
    assert enqueue(connection, "fan_out", {"activity_id": 7})


def test_nothing_is_queued_where_the_fence_does_not_hold(connection: Redis) -> None:
    connection.set("leader", "somebody else")
    assert not enqueue(connection, "clean_up", fence=("leader", b"me"))
    assert enqueue(connection, "clean_up", fence=("leader", b"somebody else"))


def test_without_redis_a_hint_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    hints.hint_webhooks()
    assert hints._quiet.failed_until == 0


def test_a_dead_redis_is_tried_once_and_then_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hung:
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{hung.getsockname()[1]}/0")
        started = time.monotonic()
        for _ in range(50):
            hints.hint_webhooks()
        assert time.monotonic() - started < 4 * hints.TIMEOUT_S
