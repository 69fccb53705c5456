"""Webhooks of the organization and what was or will be delivered to them."""

from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.converters import MAX_ID
from webapp.cursors import decode_cursor
from webapp.errors import NotFound
from webapp.events import RECORD, quiet
from webapp.rows import Row, fetch_all, fetch_one

WEBHOOK = "w.id, w.url, w.events, w.active, w.created_at"
DELIVERY = """d.id, d.event, d.status, d.attempts, d.response_status, d.error, d.payload, d.created_at,
    d.next_attempt_at, d.delivered_at"""
SHOWN = "jsonb_build_object('webhook_id', w.id, 'events', w.events, 'active', w.active)"
OURS = "w.id = %(webhook_id)s and w.organization_id = %(organization_id)s"

LIST = f"""
select {WEBHOOK}
from webhooks w
where w.organization_id = %(organization_id)s and w.id > %(after)s
order by w.id
limit %(fetch)s
"""

READ = f"select {WEBHOOK} from webhooks w where {OURS}"

CREATE = f"""
with w as (
    insert into webhooks (organization_id, url, events, secret)
    values (%(organization_id)s, %(url)s, %(events)s, %(secret)s)
    returning *
), {quiet("w", "webhook.created", SHOWN)}, {RECORD}
select {WEBHOOK}, w.secret, deliveries.ids as delivery_ids from w, deliveries
"""

CHANGE = f"""
with asked as (
    select %(patch)s::jsonb as patch
), w as (
    update webhooks w
    set url = coalesce(patch->>'url', w.url),
        active = coalesce((patch->>'active')::boolean, w.active),
        events = case when patch ? 'events' then array(select jsonb_array_elements_text(patch->'events'))
            else w.events end
    from asked
    where {OURS}
    returning w.*
), {quiet("w", "webhook.updated", SHOWN)}, {RECORD}
select {WEBHOOK}, deliveries.ids as delivery_ids from w, deliveries
"""

DELETE = f"""
with w as (
    delete from webhooks w where {OURS} returning w.*
), event as (
    select w.organization_id, %(actor_id)s::bigint as actor_id, {SHOWN} as changes from w
), logged as (
    insert into activity_log (organization_id, user_id, action, changes)
    select organization_id, actor_id, 'webhook.deleted', changes from event
)
select w.id from w
"""

DELIVERIES = f"""
select d.*
from webhooks w
left join lateral (
    select {DELIVERY} from webhook_deliveries d
    where d.webhook_id = w.id and d.id < %(before)s
      and (%(status)s::delivery_status is null or d.status = %(status)s::delivery_status)
    order by d.id desc
    limit %(fetch)s
) d on true
where {OURS}
order by d.id desc
"""

REDELIVER = f"""
update webhook_deliveries d
set status = 'pending', attempts = 0, next_attempt_at = now(), delivered_at = null,
    response_status = null, error = null
from webhooks w
where {OURS} and d.webhook_id = w.id and d.id = %(delivery_id)s
returning {DELIVERY}, array[d.id] as delivery_ids
"""


def list_webhooks(connection: Connection, organization_id: int, limit: int, cursor: str | None) -> list[Row]:
    """Up to `limit` + 1 webhooks."""
    after = (decode_cursor(cursor, int) or [0])[0]
    return fetch_all(
        connection, LIST, {"organization_id": organization_id, "after": after, "fetch": limit + 1}
    )


def read_webhook(connection: Connection, organization_id: int, webhook_id: int) -> Row:
    """A webhook without its secret; NotFound."""
    return _one(connection, READ, organization_id, webhook_id, {})


def create_webhook(
    connection: Connection, organization_id: int, actor_id: int, url: str, events: list[str], secret: str
) -> Row | None:
    """Add a receiver."""
    parameters = {"organization_id": organization_id, "actor_id": actor_id}
    return fetch_one(connection, CREATE, {**parameters, "url": url, "events": events, "secret": secret})


def change_webhook(
    connection: Connection, organization_id: int, actor_id: int, webhook_id: int, patch: dict[str, Any]
) -> Row:
    """Change the fields in `patch`; NotFound."""
    parameters = {"actor_id": actor_id, "patch": orjson.dumps(patch).decode()}
    return _one(connection, CHANGE, organization_id, webhook_id, parameters)


def delete_webhook(connection: Connection, organization_id: int, actor_id: int, webhook_id: int) -> Row:
    """Delete a receiver with its deliveries; NotFound."""
    return _one(connection, DELETE, organization_id, webhook_id, {"actor_id": actor_id})


def list_deliveries(
    connection: Connection,
    organization_id: int,
    webhook_id: int,
    status: str | None,
    limit: int,
    cursor: str | None,
) -> list[Row]:
    """Up to `limit` + 1 deliveries, newest first; NotFound."""
    parameters = {
        "organization_id": organization_id,
        "webhook_id": webhook_id,
        "status": status,
        "before": (decode_cursor(cursor, int) or [MAX_ID])[0],
        "fetch": limit + 1,
    }
    found = fetch_all(connection, DELIVERIES, parameters)
    if not found:
        raise _not_found(webhook_id)
    return found if found[0]["id"] is not None else []


def redeliver(connection: Connection, organization_id: int, webhook_id: int, delivery_id: int) -> Row:
    """Put a delivery back at the head of the outbox; NotFound."""
    return _one(connection, REDELIVER, organization_id, webhook_id, {"delivery_id": delivery_id})


def _one(
    connection: Connection, sql: str, organization_id: int, webhook_id: int, parameters: dict[str, Any]
) -> Row:
    row = fetch_one(
        connection, sql, {**parameters, "organization_id": organization_id, "webhook_id": webhook_id}
    )
    if row is None:
        raise _not_found(webhook_id)
    return row


def _not_found(webhook_id: int) -> NotFound:
    return NotFound(f"no webhook {webhook_id}, or no such delivery of it, in your organization")
