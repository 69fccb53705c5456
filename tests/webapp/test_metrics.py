"""What Prometheus reads of the app and of the jobs."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from apiflask import APIFlask
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis
from rq.job import Job
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.webapp.conftest import SERVICE_TOKEN, Client
from webapp.database import db, reading
from webapp.jobs import tally
from webapp.jobs.queue import enqueue
from webapp.metrics.requests import endpoint_name

Samples = dict[tuple[str, tuple[str, ...]], float]


def scraped(client: Client) -> Samples:
    """Every sample of a scrape, by name and sorted label values."""
    body = client.call("GET", "//metrics").get_data(as_text=True)
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


@pytest.fixture
def redis(redis_url: str, app: APIFlask) -> Iterator[Redis]:
    app.config["SETTINGS"].redis_url = redis_url
    client = Redis.from_url(redis_url)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


def count_of(samples: Samples, *labels: str) -> float:
    return samples.get(("taskpilot_http_requests_total", tuple(sorted(labels))), 0)


def test_a_request_is_counted_by_its_template(member: Client, anonymous: Client) -> None:
    before = scraped(anonymous)
    member.get("/issues/1")
    after = scraped(anonymous)
    assert (
        count_of(after, "GET", "/api/v1/issues/[id]", "200")
        == count_of(before, "GET", "/api/v1/issues/[id]", "200") + 1
    )
    assert not any("/issues/1" in labels for _, labels in after)


def test_whatever_is_asked_for_makes_no_new_name(anonymous: Client) -> None:
    anonymous.call("GET", "//nothing")
    before = len(scraped(anonymous))
    for number in range(20):
        anonymous.call("GET", f"//nothing/{number}")
        anonymous.call("GET", f"/issues/{number}")
    after = scraped(anonymous)
    assert len(after) <= before + 20  # one endpoint's histogram and counter
    assert count_of(after, "GET", "no route", "404") >= 21


def test_there_is_a_name_for_every_route_and_no_more(app: APIFlask) -> None:
    names = {endpoint_name(rule.rule) for rule in app.url_map.iter_rules()}
    assert {
        "/api/v1/issues/[id]",
        "/api/v1/projects/[id]/issues",
        "/health/ready",
        "/api/v1/auth/login",
    } <= names
    assert not any("<" in name for name in names)


def test_a_connection_in_use_is_seen_and_one_given_back_is_not(app: APIFlask, anonymous: Client) -> None:
    with app.app_context(), reading():
        assert scraped(anonymous)["taskpilot_db_pool_connections_in_use", ()] == 1
    samples = scraped(anonymous)
    assert samples["taskpilot_db_pool_connections_in_use", ()] == 0
    assert samples["taskpilot_db_pool_connections_max", ()] >= 1


def test_who_waits_for_a_connection_in_vain_is_counted(
    app: APIFlask, anonymous: Client, member: Client
) -> None:
    before = scraped(anonymous)["taskpilot_db_pool_timeouts_total", ()]
    with app.app_context():
        pool = db.engine.pool
        held = []
        try:
            while True:
                held.append(pool.connect())
        except PoolTimeout:
            member.get("/projects", status=503)
        finally:
            for connection in held:
                connection.close()
    assert scraped(anonymous)["taskpilot_db_pool_timeouts_total", ()] == before + 1


def test_the_queue_is_shown(anonymous: Client, redis: Redis) -> None:
    enqueue(redis, "clean_up")
    samples = scraped(anonymous)
    assert samples["taskpilot_jobs_redis_up", ()] == 1
    assert samples["taskpilot_jobs", ("waiting",)] == 1
    assert samples["taskpilot_jobs_oldest_wait_seconds", ()] >= 0
    assert samples["taskpilot_jobs_scheduler_up", ()] == 0


def test_what_became_of_a_job_is_shown(anonymous: Client, redis: Redis) -> None:
    job = Job.create("webapp.jobs.clean_up.clean_up", connection=redis)
    job.enqueued_at, job.started_at = datetime.now(UTC) - timedelta(seconds=3), datetime.now(UTC)
    tally.count(redis, job, tally.DONE, 0.5)
    samples = scraped(anonymous)
    assert samples["taskpilot_jobs_finished_total", ("clean_up", "done")] == 1
    assert samples["taskpilot_jobs_waited_seconds_total", ("clean_up",)] == pytest.approx(3, abs=0.1)
    assert samples["taskpilot_jobs_ran_seconds_total", ("clean_up",)] == 0.5


def test_without_redis_the_rest_is_still_served(anonymous: Client, app: APIFlask) -> None:
    app.config["SETTINGS"].redis_url = "redis://127.0.0.1:1/0"
    samples = scraped(anonymous)
    assert samples["taskpilot_jobs_redis_up", ()] == 0
    assert any(name == "taskpilot_http_requests_total" for name, _ in samples)


def test_in_production_it_wants_the_service_token(app: APIFlask, anonymous: Client) -> None:
    settings = app.config["SETTINGS"]
    settings.app_env, settings.taskpilot_service_token = "production", SERVICE_TOKEN
    anonymous.get("//metrics", status=401)
    anonymous.headers = {"Authorization": f"Bearer {SERVICE_TOKEN}"}
    assert anonymous.call("GET", "//metrics").status_code == 200


def test_threads_count_together(member: Client, app: APIFlask, anonymous: Client) -> None:
    before = count_of(scraped(anonymous), "GET", "/api/v1/projects", "200")
    calls = [threading.Thread(target=member.get, args=("/projects",)) for _ in range(4)]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert count_of(scraped(anonymous), "GET", "/api/v1/projects", "200") == before + 4
