"""The delivery job: what is due is sent, what fails comes back later, a slow receiver slows only itself."""

import json
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from tests.webapp.jobs.receiver import Receiver, with_status
from webapp.jobs.database import engine, only_one
from webapp.jobs.deliver_webhooks import NAME, Run, deliver_webhooks
from webapp.jobs.outbox import MOST_ATTEMPTS, PER_RECEIVER, claim, delay_s, outcome, record
from webapp.jobs.webhook_request import Answer, Delivery

pytestmark = pytest.mark.usefixtures("job_settings")
Deliver = Callable[..., None]
Outbox = Callable[[], list[tuple[str, int, int | None, str | None]]]


@pytest.fixture(scope="module")
def world_url(world: str, copy_database: Callable[[str], str]) -> str:
    """One copy for all; each test begins with an empty outbox."""
    return copy_database(world)


@pytest.fixture(autouse=True)
def _empty_outbox(world_database: Engine) -> None:
    run(world_database, "delete from webhook_deliveries")
    run(world_database, "update webhooks set active = true")


def run(database: Engine, sql: str) -> None:
    with database.begin() as connection:
        connection.execute(text(sql))


def test_what_is_due_is_delivered_once(receiver: Receiver, deliver_to: Deliver, outbox: Outbox) -> None:
    deliver_to(receiver.url, events=30)
    assert deliver_webhooks() == "30 delivered"
    assert deliver_webhooks() == "nothing due"
    assert outbox() == [("delivered", 1, 200, None)] * 30
    assert (
        len({got.headers["TaskPilot-Delivery"] for got in receiver.received}) == len(receiver.received) == 30
    )


def test_the_body_carries_id_event_time_and_data(receiver: Receiver, deliver_to: Deliver) -> None:
    deliver_to(receiver.url)
    deliver_webhooks()
    body = json.loads(receiver.received[0].body)
    assert (body["event"], body["data"]) == ("issue.created", {"issue_id": 1})
    assert str(body["id"]) == receiver.received[0].headers["TaskPilot-Delivery"]
    assert body["created_at"].endswith("Z")


def test_a_failure_is_tried_again_later(receiver: Receiver, deliver_to: Deliver, outbox: Outbox) -> None:
    receiver.answer = with_status(500)
    deliver_to(receiver.url)
    assert deliver_webhooks() == "1 retry later"
    assert deliver_webhooks() == "nothing due"
    assert outbox() == [("pending", 1, 500, "answered 500")]


def test_the_last_failure_is_the_end(
    receiver: Receiver, deliver_to: Deliver, outbox: Outbox, world_database: Engine
) -> None:
    receiver.answer = with_status(500)
    deliver_to(receiver.url)
    for _ in range(MOST_ATTEMPTS + 2):
        deliver_webhooks()
        run(world_database, "update webhook_deliveries set next_attempt_at = now()")
    assert outbox() == [("dead", MOST_ATTEMPTS, 500, "answered 500")]
    assert len(receiver.received) == MOST_ATTEMPTS


@pytest.mark.parametrize("url", ["https://hooks.org1.taskpilot.example/chat", "ftp://host/", "nonsense"])
def test_what_can_never_be_delivered_is_given_up_at_once(
    url: str, deliver_to: Deliver, outbox: Outbox
) -> None:
    deliver_to(url)
    assert deliver_webhooks() == "1 dead"
    assert outbox()[0][:2] == ("dead", 1)


def test_each_wait_is_longer_than_the_one_before() -> None:
    waits = [delay_s(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert waits == sorted(waits)
    assert 4 <= waits[0] <= 6 and 2900 < waits[-1] < 4400


def test_a_slow_receiver_does_not_hold_up_another(
    receiver: Receiver, deliver_to: Deliver, world_database: Engine
) -> None:
    with Receiver().serving() as slow:
        slow.answer = lambda handler: (time.sleep(0.4), with_status(200)(handler))[0]
        deliver_to(slow.url, events=12)
        deliver_to(receiver.url, events=40, webhook_id=101)
        deliver_webhooks()
        assert slow.most_at_once <= PER_RECEIVER
    with world_database.connect() as connection:
        last = "select max(delivered_at) from webhook_deliveries where webhook_id = "
        slow_end, fast_end = (connection.execute(text(f"{last}{n}")).scalar_one() for n in (1, 101))
    assert fast_end < slow_end


def test_one_that_has_not_answered_yet_gets_one_request_at_a_time(
    deliver_to: Deliver, world_database: Engine
) -> None:
    deliver_to("http://127.0.0.1:1/", events=9)
    with world_database.begin() as connection:
        assert len(claim(connection, [], 10)) == 1
        assert len(claim(connection, [], 10, proven=[1])) == PER_RECEIVER


def test_a_receiver_that_asks_for_a_pause_gets_it(deliver_to: Deliver, world_database: Engine) -> None:
    deliver_to("http://127.0.0.1:1/")
    with world_database.begin() as connection:
        taken = claim(connection, [], 10)[0]
    assert outcome(taken, Answer(429, "answered 429", wait_s=900)).delay_s == 900
    assert outcome(taken, Answer(429, "answered 429", wait_s=1)).delay_s > 3


def test_a_webhook_that_was_switched_off_gets_nothing(
    receiver: Receiver, deliver_to: Deliver, outbox: Outbox, world_database: Engine
) -> None:
    deliver_to(receiver.url)
    run(world_database, "update webhooks set active = false")
    assert deliver_webhooks() == "1 dead"
    assert outbox() == [("dead", 0, None, "the webhook is switched off")]
    assert receiver.received == []


def test_one_run_at_a_time(receiver: Receiver, deliver_to: Deliver, outbox: Outbox) -> None:
    deliver_to(receiver.url)
    with only_one(engine(), NAME):
        assert deliver_webhooks() == "another run is at it"
    assert outbox() == [("pending", 0, None, None)]
    assert deliver_webhooks() == "1 delivered"


def test_a_taken_delivery_is_not_taken_twice_and_comes_back(
    deliver_to: Deliver, world_database: Engine
) -> None:
    deliver_to("http://127.0.0.1:1/")
    with world_database.begin() as connection:
        first = claim(connection, [], 10)
        assert claim(connection, [], 10) == []
        connection.execute(text("update webhook_deliveries set next_attempt_at = now()"))
        again = claim(connection, [], 10)
    assert (first[0].attempt, again[0].attempt, again[0].id) == (1, 2, first[0].id)


def test_an_outcome_that_lost_its_lease_changes_nothing(
    deliver_to: Deliver, world_database: Engine, outbox: Outbox
) -> None:
    deliver_to("http://127.0.0.1:1/")
    with world_database.begin() as connection:
        late = claim(connection, [], 10)[0]
        connection.execute(text("update webhook_deliveries set next_attempt_at = now()"))
        claim(connection, [], 10)
        record(connection, [outcome(late, Answer(500, "answered 500"))])
    assert outbox() == [("pending", 2, None, None)]


def test_a_delivery_whose_every_attempt_died_is_given_up(
    deliver_to: Deliver, world_database: Engine, outbox: Outbox
) -> None:
    deliver_to("http://127.0.0.1:1/")
    run(world_database, f"update webhook_deliveries set attempts = {MOST_ATTEMPTS}")
    assert deliver_webhooks() == "1 dead"
    assert outbox() == [("dead", MOST_ATTEMPTS, None, "the last attempt was cut short")]


def test_an_attempt_that_breaks_off_does_not_take_the_others_along(
    deliver_to: Deliver, outbox: Outbox, world_database: Engine
) -> None:
    deliver_to("http://127.0.0.1:1/")
    deliver_to("http://127.0.0.1:1/", webhook_id=101)

    def send(delivery: Delivery) -> Answer:
        if delivery.webhook_id == 1:
            raise RecursionError
        return Answer(200, None)

    with world_database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        Run(connection, send).until(time.monotonic() + 5)
    assert outbox() == [("pending", 1, None, "broke off: RecursionError"), ("delivered", 1, 200, None)]
