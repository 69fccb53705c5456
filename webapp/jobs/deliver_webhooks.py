"""Deliver what waits in the outbox.

One run at a time, many receivers at once, few requests at once to any one of them, and only one at a time to
one that has not answered yet: a receiver that is slow holds up its own events and nobody else's. A request
that takes longer than SLOW_S keeps its thread and frees its place, so that many slow receivers together do
not hold up others either, until MOST_IN_FLIGHT requests hang. The run's threads only talk HTTP; the outbox is
read and written by the one that runs the job.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from sqlalchemy import Connection

from webapp.jobs.database import engine, only_one, unlock
from webapp.jobs.outbox import Outcome, bury, claim, outcome, record
from webapp.jobs.webhook_request import Answer, Delivery, attempt
from webapp.settings import settings

SCHEDULE = 5
NAME = "deliver_webhooks"
SENDERS = 24
MOST_IN_FLIGHT = 96
SLOW_S = 1.0
RUN_S = 20.0
REST_S = 5.0
LOOK_AGAIN_S = 0.2

log = logging.getLogger(__name__)
Send = Callable[[Delivery], Answer]


def deliver_webhooks() -> str:
    """Deliver for up to RUN_S seconds, or until nothing is due."""
    allow_private = settings().taskpilot_webhook_allow_private
    stand_in = settings().taskpilot_webhook_stand_in
    with only_one(engine(), NAME) as connection:
        if connection is None:
            return "another run is at it"
        run = Run(connection, lambda delivery: attempt(delivery, allow_private, stand_in))
        run.counts["dead"] = bury(connection)
        run.until(time.monotonic() + RUN_S)
        return run.summary()


@dataclass
class Run:
    """One run over the outbox; `proven` are the webhooks whose receivers have answered in it."""

    connection: Connection
    send: Send
    in_flight: dict[Future[Answer], tuple[Delivery, float]] = field(default_factory=dict)
    proven: set[int] = field(default_factory=set)
    resting: dict[int, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def until(self, end: float) -> None:
        """Take and send until `end` (monotonic); then let others begin and wait for what is under way."""
        with ThreadPoolExecutor(MOST_IN_FLIGHT, thread_name_prefix="webhook") as senders:
            taking = True
            while taking or self.in_flight:
                if taking and time.monotonic() >= end:
                    taking = False
                    unlock(self.connection, NAME)
                if taking:
                    self._take(senders)
                    taking = bool(self.in_flight)
                self._write_down()

    def summary(self) -> str:
        """The run in words."""
        said = [f"{number} {status}" for status, number in sorted(self.counts.items()) if number]
        return ", ".join(said) or "nothing due"

    def _take(self, senders: ThreadPoolExecutor) -> None:
        now = time.monotonic()
        busy = {delivery.webhook_id for delivery, _ in self.in_flight.values()}
        busy |= {webhook_id for webhook_id, until in self.resting.items() if until > now}
        quick = sum(now - began < SLOW_S for _, began in self.in_flight.values())
        most = min(SENDERS - quick, MOST_IN_FLIGHT - len(self.in_flight))
        for delivery in claim(self.connection, busy, most, self.proven):
            self.in_flight[senders.submit(self.send, delivery)] = (delivery, now)

    def _write_down(self) -> None:
        if not self.in_flight:
            return
        done, _ = wait(self.in_flight, LOOK_AGAIN_S, FIRST_COMPLETED)
        self._note([outcome(self.in_flight.pop(future)[0], _answer(future)) for future in done])

    def _note(self, outcomes: list[Outcome]) -> None:
        record(self.connection, outcomes)
        for one in outcomes:
            self.counts["retry later" if one.status == "pending" else one.status] += 1
            webhook_id, rest_s = one.delivery.webhook_id, float(one.answer.wait_s)
            if one.answer.status is not None:
                self.proven.add(webhook_id)
            elif not one.answer.final:
                self.proven.discard(webhook_id)
                rest_s = REST_S
            if rest_s:
                self.resting[webhook_id] = time.monotonic() + rest_s


def _answer(sent: Future[Answer]) -> Answer:
    error = sent.exception()
    if error is None:
        return sent.result()
    log.error("an attempt broke off", exc_info=error)
    return Answer(None, f"broke off: {type(error).__name__}")
