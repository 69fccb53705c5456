"""What a batch's events leave behind: the log, notifications and deliveries; and yesterday's are read."""

from datetime import datetime, timedelta

from seeding.growth.batch import Batch, Event
from seeding.growth.people import draws_of
from seeding.splits import drawn
from seeding.tables.activity_log import NOTE
from seeding.tables.notifications import EXCERPT

LOG = "organization_id, issue_id, user_id, created_at, action, changes"
INBOX = "id, user_id, created_at, type, data"
SENT = (
    "webhook_id, created_at, next_attempt_at, delivered_at, attempts, response_status, status, event, payload"
)
READ = """
    update notifications n set read_at = greatest(n.created_at, u.at)
      from unnest(%s::bigint[], %s::timestamptz[]) as u(id, at)
     where n.id = u.id and n.read_at is null
"""
READ_PERMILLE = 820
STATEMENT_ROWS = 1000
DELIVERY = timedelta(milliseconds=350)


def record(batch: Batch) -> dict[str, int]:
    """Write the log in the order of time, tell people, call webhooks."""
    batch.events.sort(key=lambda event: event.at)
    draws = batch.draws("notes")
    notes = batch.texts(batch.flat, drawn(NOTE, draws, len(batch.events)))
    rows = (
        (e.organization_id, e.issue_id, e.user_id, e.at, e.action, f'{{{e.changes}, "note": "{note}"}}')
        for e, note in zip(batch.events, notes, strict=True)
    )
    return {"activity_log": batch.copy("activity_log", LOG, rows)} | _tell(batch) | _send(batch)


def read_notifications(batch: Batch, ids: list[int]) -> dict[str, int]:
    """Most of the batch before's notifications are read now."""
    draws = batch.draws("reading")
    kept = draws.chance(READ_PERMILLE, len(ids)).tolist()
    read = [each for each, chosen in zip(ids, kept, strict=True) if chosen]
    times: list[datetime] = batch.times(draws, len(read))
    for begin in range(0, len(read), STATEMENT_ROWS):
        part = slice(begin, begin + STATEMENT_ROWS)
        batch.cursor.execute(READ, (read[part], times[part]))
    return {"notifications read": len(read)}


def _tell(batch: Batch) -> dict[str, int]:
    """Choose among the events of interest; whoever is not the actor is told, else a colleague."""
    told = [event for event in batch.events if event.kind]
    if not told:
        return {}
    draws, n = batch.draws("telling"), batch.amounts.notifications
    turns = -(-n // len(told))
    picked = sorted(i % len(told) for i in draws.permutation(len(told) * turns).tolist()[:n])
    chosen = [told[i] for i in picked]
    ids = batch.ids("notifications", n)
    excerpts = batch.texts(batch.flat, drawn(EXCERPT, draws, n))
    rows = [
        (id_, _reader(batch, event, draw), event.at, event.kind,
         f'{{{event.about}, "actor_id": {event.user_id}, "excerpt": "{excerpt}"}}')
        for id_, event, draw, excerpt in zip(ids, chosen, draws_of(draws, n), excerpts, strict=True)
    ]  # fmt: skip
    batch.told = ids
    return {"notifications": batch.copy("notifications", INBOX, rows)}


def _reader(batch: Batch, event: Event, draw: int) -> int:
    interested = [person for person in event.audience if person is not None and person != event.user_id]
    return (
        interested[draw % len(interested)]
        if interested
        else batch.people.someone(event.organization_id, draw)
    )


def _send(batch: Batch) -> dict[str, int]:
    draws = batch.draws("sending")
    heard = [e for e in batch.events if (e.organization_id, e.action) in batch.people.webhooks]
    chosen = [heard[i] for i in sorted(draws.permutation(len(heard)).tolist()[: batch.amounts.deliveries])]
    rows = []
    for event, draw in zip(chosen, draws_of(draws, len(chosen)), strict=True):
        hooks = batch.people.webhooks[event.organization_id, event.action]
        payload = f'{{{event.about}, "actor_id": {event.user_id}}}'
        done = event.at + DELIVERY
        rows.append(
            (hooks[draw % len(hooks)], event.at, event.at, done, 1, 200, "delivered", event.action, payload)
        )
    return {"webhook_deliveries": batch.copy("webhook_deliveries", SENT, rows)}
