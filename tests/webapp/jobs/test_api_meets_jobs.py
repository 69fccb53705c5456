"""A write through the API reaches its receiver, once, and in the API's own words."""

import json

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client
from tests.webapp.jobs.receiver import Receiver
from webapp.jobs.deliver_webhooks import deliver_webhooks
from webapp.jobs.queue import QUEUE
from webapp.jobs.roll_over_cycles import roll_over_cycles
from webapp.settings import Settings

pytestmark = pytest.mark.usefixtures("job_settings")


@pytest.fixture
def app_settings(app_settings: Settings, redis_url: str) -> Settings:
    """The app's settings, with a Redis to hint to."""
    return app_settings.model_copy(update={"redis_url": redis_url})


@pytest.fixture
def listening(receiver: Receiver, world_database: Engine) -> Receiver:
    """The receiver of the first organization's events."""
    with world_database.begin() as connection:
        connection.execute(text("update webhooks set url = :url where id = 1"), {"url": receiver.url})
    return receiver


def test_a_write_is_delivered_with_the_apis_payload(listening: Receiver, member: Client) -> None:
    made = member.post("/issues", {"project_id": 1, "title": "Export stalls"})
    member.post(f"/issues/{made['key']}/comments", {"body": "seen"})
    assert deliver_webhooks() == "2 delivered"
    sent = {body["event"]: body["data"] for body in (json.loads(got.body) for got in listening.received)}
    assert sent["issue.created"]["key"] == sent["comment.created"]["key"] == made["key"]


def test_a_write_hints_once_its_event_waits(listening: Receiver, member: Client, redis_url: str) -> None:
    member.post("/issues", {"project_id": 1, "title": "Export stalls"})
    with Redis.from_url(redis_url) as client:
        jobs = Queue(QUEUE, connection=client).get_jobs()
    assert [job.description for job in jobs] == ["deliver_webhooks"]


def test_what_nobody_listens_to_is_neither_sent_nor_hinted(
    listening: Receiver, member: Client, world_database: Engine, redis_url: str
) -> None:
    with world_database.begin() as connection:
        connection.execute(text("update webhooks set events = '{comment.created}'"))
    member.post("/issues", {"project_id": 1, "title": "Export stalls"})
    assert deliver_webhooks() == "nothing due"
    with Redis.from_url(redis_url) as client:
        assert Queue(QUEUE, connection=client).count == 0


def test_the_internal_list_of_waiting_events_empties(
    listening: Receiver, member: Client, service: Client
) -> None:
    member.post("/issues", {"project_id": 1, "title": "Export stalls"})
    assert len(service.get("/internal/webhooks/pending")["data"]) == 1
    deliver_webhooks()
    assert service.get("/internal/webhooks/pending")["data"] == []


def test_a_receiver_is_failing_until_it_takes_its_latest_event(
    listening: Receiver, member: Client, service: Client, world_database: Engine
) -> None:
    member.post("/issues", {"project_id": 1, "title": "Export stalls"})
    assert service.get("/internal/webhooks/pending")["failing"] == []
    with world_database.begin() as connection:
        connection.execute(text("update webhook_deliveries set attempts = 2, response_status = 500"))
    failing = service.get("/internal/webhooks/pending")["failing"]
    assert [(one["status"], one["response_status"]) for one in failing] == [("pending", 500)]
    deliver_webhooks()
    assert service.get("/internal/webhooks/pending")["failing"] == []


def test_a_rolled_over_issue_reads_well_in_the_api(member: Client, world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(text("update cycles set start_date = '2020-01-01', end_date = '2020-01-15'"))
    roll_over_cycles()
    newest = member.get("/issues/12/activity")["data"][0]
    assert (newest["action"], newest["user_id"], newest["changes"]["cycle_id"]["from"]) == (
        "issue.updated",
        None,
        1,
    )
