"""The outbox's SQL: take due deliveries under a lease, write down what came of them.

Taking one counts an attempt and moves `next_attempt_at` ahead by the lease, so a delivery whose worker dies
comes back by itself, and one that kills its worker each time is dead in the end. An outcome is written
only by the attempt that holds the delivery.
"""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from webapp.jobs.webhook_request import Answer, Delivery

LEASE_S = 30
MOST_ATTEMPTS = 8
FIRST_DELAY_S = 5
DELAY_FACTOR = 3
JITTER = 0.2
PER_RECEIVER = 4
LOOK_AT = 256

CLAIM = text("""
with due as materialized (
    select id, webhook_id
    from webhook_deliveries
    where status = 'pending' and next_attempt_at <= now() and webhook_id <> all (cast(:busy as bigint[]))
    order by next_attempt_at
    limit :look_at
    for update skip locked
), ranked as (
    select id, webhook_id, row_number() over (partition by webhook_id order by id) as place from due
), chosen as (
    select id from ranked
    where place <= case when webhook_id = any (cast(:proven as bigint[])) then :per_receiver else 1 end
    order by place, id
    limit :most
)
update webhook_deliveries d
set attempts = d.attempts + 1, next_attempt_at = now() + make_interval(secs => :lease_s)
from chosen c, webhooks w
where d.id = c.id and w.id = d.webhook_id
returning d.id, d.webhook_id, d.event, d.attempts as attempt, w.url, w.secret,
    jsonb_build_object(
        'id', d.id, 'event', d.event, 'data', d.payload,
        'created_at', to_char(d.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text as body
""")

BURY = text("""
update webhook_deliveries d
set status = 'dead', error = case when w.active then coalesce(d.error, 'the last attempt was cut short')
    else 'the webhook is switched off' end
from webhooks w
where w.id = d.webhook_id and d.status = 'pending' and d.next_attempt_at <= now()
  and (not w.active or d.attempts >= :most_attempts)
""")

RECORD = text("""
update webhook_deliveries
set status = cast(:status as delivery_status), response_status = :response_status, error = :error,
    delivered_at = case when :status = 'delivered' then now() end,
    next_attempt_at = now() + make_interval(secs => :delay_s)
where id = :id and attempts = :attempt and status = 'pending'
""")


@dataclass(frozen=True)
class Outcome:
    """What a delivery is after an attempt: delivered, dead, or pending again after `delay_s` seconds."""

    delivery: Delivery
    status: str
    delay_s: float
    answer: Answer


def claim(
    connection: Connection, busy: Collection[int], most: int, proven: Collection[int] = ()
) -> list[Delivery]:
    """Take up to `most` due deliveries: none of those in `busy`, PER_RECEIVER of the `proven`, else one."""
    if most <= 0:
        return []
    rows = connection.execute(
        CLAIM,
        {
            "busy": list(busy), "proven": list(proven), "most": most, "per_receiver": PER_RECEIVER,
            "lease_s": LEASE_S, "look_at": LOOK_AT,
        },
    )  # fmt: skip
    return [Delivery(**row) for row in rows.mappings()]


def bury(connection: Connection) -> int:
    """Give up what is due and has had its attempts, or whose webhook is switched off; returns how many."""
    return connection.execute(BURY, {"most_attempts": MOST_ATTEMPTS}).rowcount


def outcome(delivery: Delivery, answer: Answer) -> Outcome:
    """What follows from an answer: done, another attempt later, or the end."""
    if answer.error is None:
        return Outcome(delivery, "delivered", 0, answer)
    if delivery.attempt >= MOST_ATTEMPTS or answer.final:
        return Outcome(delivery, "dead", 0, answer)
    return Outcome(delivery, "pending", max(delay_s(delivery.attempt), answer.wait_s), answer)


def delay_s(attempt: int) -> float:
    """Seconds from a failed attempt to the next: 5, 15, 45 … an hour, each up to a fifth off by chance."""
    delay: float = FIRST_DELAY_S * DELAY_FACTOR ** (attempt - 1) * random.uniform(1 - JITTER, 1 + JITTER)
    return delay


def record(connection: Connection, outcomes: Iterable[Outcome]) -> None:
    """Write the outcomes down; one whose lease was lost to a later attempt changes nothing."""
    rows = [
        {
            "id": done.delivery.id, "attempt": done.delivery.attempt, "status": done.status,
            "delay_s": done.delay_s, "response_status": done.answer.status, "error": done.answer.error,
        }
        for done in outcomes
    ]  # fmt: skip
    if rows:
        connection.execute(RECORD, rows)
