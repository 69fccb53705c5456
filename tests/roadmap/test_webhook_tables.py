"""The webhook log, backlog and dead letters follow the outbox, whose jobs know nothing of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from roadmap.apply import apply_until
from roadmap.plan import CONTROL, EVERY_MISTAKE
from tests.roadmap.conftest import ROWS
from webapp.jobs.outbox import bury, claim, outcome, record
from webapp.jobs.webhook_request import Answer
from webapp.queries.named import STATEMENTS

DEAD_LETTERS_DAY = 34
WEBHOOKS = """
    insert into webhooks (organization_id, url, events, secret)
    select 1, 'https://hooks.example/' || n, '{issue.created}', 's' from generate_series(1, 2) n
"""
SEND = "insert into webhook_deliveries (webhook_id, event, payload) values (:webhook, 'issue.created', '{}')"
REFUSED, TAKEN = Answer(503, "the receiver answered 503"), Answer(200, None)


@pytest.fixture(scope="module", params=[CONTROL, EVERY_MISTAKE], ids=str)
def shipped(request: pytest.FixtureRequest, template: str, copy_database: Callable[[str], str]) -> Engine:
    """A database with two receivers at the end of the day on which dead letters came."""
    engine = create_engine(copy_database(template), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(ROWS))
        connection.execute(text(WEBHOOKS))
    apply_until(engine, DEAD_LETTERS_DAY, plan=request.param)
    return engine


@pytest.fixture
def outbox(shipped: Engine) -> Iterator[Connection]:
    """A connection in autocommit, as the jobs have it; what a test sent is removed after it."""
    with shipped.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
        for table in ("webhook_deliveries", "webhook_health", "webhook_dead_letters"):
            connection.execute(text(f"delete from {table}"))


def pending(connection: Connection) -> dict[str, Any]:
    sql = next(
        exercise.query.sql
        for exercise in _exercises("d33a_webhook_backlog")
        if exercise.takes_over == "webhooks_pending"
    )
    return dict(connection.execute(text(sql)).mappings().one())


def _exercises(name: str) -> Any:
    from roadmap.catalogue import find

    return find(name).change.exercises


def attempt(connection: Connection, answer: Answer) -> None:
    record(connection, [outcome(delivery, answer) for delivery in claim(connection, [], 10)])


def count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"select count(*) from {table}")).scalar_one())


def test_what_is_due_and_who_fails_is_what_the_outbox_says(outbox: Connection) -> None:
    outbox.execute(text(SEND), {"webhook": 1})
    attempt(outbox, REFUSED)
    outbox.execute(text(SEND), {"webhook": 2})
    own = outbox.exec_driver_sql(STATEMENTS["webhooks_pending"]).mappings().one()
    assert len(own["data"]) == len(own["failing"]) == 1
    assert pending(outbox) == dict(own)


def test_an_attempt_is_logged_and_a_claim_is_not(outbox: Connection) -> None:
    outbox.execute(text(SEND), {"webhook": 1})
    [delivery] = claim(outbox, [], 10)
    assert count(outbox, "webhook_attempts") == 0
    record(outbox, [outcome(delivery, TAKEN)])
    logged = outbox.execute(text("select delivery_id, attempt, response_status from webhook_attempts")).one()
    assert tuple(logged) == (delivery.id, 1, 200)
    assert count(outbox, "webhook_retries") == 0


def test_a_delivery_that_is_given_up_leaves_a_letter_and_no_retry(outbox: Connection) -> None:
    outbox.execute(text(SEND), {"webhook": 1})
    outbox.execute(text("update webhook_deliveries set attempts = 8"))
    assert bury(outbox) == 1
    assert (count(outbox, "webhook_dead_letters"), count(outbox, "webhook_retries")) == (1, 0)


def test_a_letter_that_is_replayed_is_due_again(outbox: Connection) -> None:
    outbox.execute(text(SEND), {"webhook": 1})
    outbox.execute(text("update webhook_deliveries set attempts = 8"))
    bury(outbox)
    [replay] = [e.query for e in _exercises("d34a_webhook_dead_letters") if e.method == "POST"]
    row = outbox.execute(text(replay.sql), {"organization_id": 1}).one()
    assert [delivery.id for delivery in claim(outbox, [], 10)] == [row.delivery_id]
    assert outbox.execute(text(replay.sql), {"organization_id": 1}).first() is None
