"""webhook_deliveries: the outbox's past; delivered, but for a few that were given up."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.clock import HOUR_US
from seeding.history import Kind
from seeding.material import Material
from seeding.plan import Plan
from seeding.wording import ACTIONS, action

BYTES = 390
BLOCK = 2048
DEAD_PERMILLE, RETRIED_PERMILLE = 15, 60
MOST_ATTEMPTS = 8
LATENCY_US = 900_000
STATUSES = ("delivered", "dead")
ERRORS = (None, "the receiver answered 503")


def total(plan: Plan) -> int:
    """One row for five issues."""
    return plan.sizes.deliveries


def rows(material: Material) -> Iterator[Columns]:
    """Entries of the history, each sent to a webhook of its organization that listens to it."""
    history, plan, entries = material.history, material.plan, material.sent.entries
    n, moment = material.sent.n, material.sent.moment
    draws = material.draws("webhook_deliveries", "rows")
    kind = history.kind[entries]
    organization = material.chunk.organization[history.issue[entries]]
    slot = np.where(kind == Kind.COMMENTED, 0, draws.below(plan.sizes.webhooks_per_organization, n))
    dead = draws.chance(DEAD_PERMILLE, n)
    retries = np.where(draws.chance(RETRIED_PERMILLE, n), 1 + draws.below(3, n), 0)
    attempts = np.where(dead, MOST_ATTEMPTS, 1 + retries)
    last = np.minimum(moment + (attempts - 1) ** 2 * HOUR_US // 60, plan.clock.end - 1)
    done = np.minimum(last + draws.below(LATENCY_US, n), plan.clock.end - 1)
    ids, wording = material.ids("webhook_deliveries", moment), material.wording
    order = draws.jostled(n)
    for begin in range(0, n, BLOCK):
        i = order[begin : begin + BLOCK]
        yield {
            "id": binary.number(ids[i]),
            "webhook_id": binary.number(organization[i] * plan.sizes.webhooks_per_organization + slot[i] + 1),
            "created_at": binary.number(plan.clock.timestamp(moment[i])),
            "next_attempt_at": binary.number(plan.clock.timestamp(last[i])),
            "attempts": binary.number(attempts[i], 2),
            "response_status": binary.number(np.where(dead[i], 503, 200), 2),
            "delivered_at": binary.number(plan.clock.timestamp(done[i]), null=dead[i]),
            "status": binary.chosen(dead[i].astype(np.int64), STATUSES),
            "event": binary.chosen(action(kind[i]), ACTIONS),
            "payload": binary.json_of(b"{%b}", wording.payloads(entries[i])),
            "error": binary.chosen(dead[i].astype(np.int64), ERRORS),
        }
