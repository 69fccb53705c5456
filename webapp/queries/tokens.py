"""One's own API tokens."""

from collections.abc import Sequence

from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.errors import NotFound
from webapp.events import RECORD, quiet
from webapp.rows import Row, fetch_all, fetch_one

TOKEN = "t.id, t.name, t.scopes, t.created_at, t.last_used_at, t.expires_at, t.revoked_at"
SHOWN = "jsonb_build_object('token_id', t.id, 'name', t.name, 'scopes', t.scopes)"

LIST = f"""
select {TOKEN}
from api_tokens t
where t.user_id = %(user_id)s and t.id > %(after)s
order by t.id
limit %(fetch)s
"""

CREATE = f"""
with t as (
    insert into api_tokens (user_id, name, token_hash, scopes, expires_at)
    values (%(actor_id)s, %(name)s, %(hash)s, %(scopes)s, now() + make_interval(days => %(days)s))
    returning *
), {quiet("t", "token.created", SHOWN)}, {RECORD}
select {TOKEN}, deliveries.ids as delivery_ids from t, deliveries
"""

REVOKE = f"""
with t as (
    update api_tokens t set revoked_at = coalesce(t.revoked_at, now())
    where t.id = %(token_id)s and t.user_id = %(actor_id)s
    returning t.*
), {quiet("t", "token.revoked", SHOWN)}, {RECORD}
select t.id, deliveries.ids as delivery_ids from t, deliveries
"""


def list_tokens(connection: Connection, user_id: int, limit: int, cursor: str | None) -> list[Row]:
    """Up to `limit` + 1 of a user's tokens."""
    after = (decode_cursor(cursor, int) or [0])[0]
    return fetch_all(connection, LIST, {"user_id": user_id, "after": after, "fetch": limit + 1})


def create_token(
    connection: Connection,
    organization_id: int,
    actor_id: int,
    name: str,
    token_hash: bytes,
    scopes: Sequence[str],
    days: int | None,
) -> Row | None:
    """Store a token's hash; without `days` it does not expire."""
    return fetch_one(
        connection,
        CREATE,
        {
            "organization_id": organization_id,
            "actor_id": actor_id,
            "name": name,
            "hash": token_hash,
            "scopes": list(scopes),
            "days": days,
        },
    )


def revoke_token(connection: Connection, organization_id: int, actor_id: int, token_id: int) -> Row:
    """Revoke one's own token; NotFound."""
    parameters = {"organization_id": organization_id, "actor_id": actor_id, "token_id": token_id}
    row = fetch_one(connection, REVOKE, parameters)
    if row is None:
        raise NotFound(f"you have no API token {token_id}")
    return row
