"""What a login and an API token are checked against."""

from sqlalchemy import Connection

from webapp.rows import Row, fetch_one

LOGIN = """
select id, organization_id, role, password_hash
from users
where email = %(email)s and active
"""

USE_API_TOKEN = """
with token as (
    select t.id, t.user_id, t.scopes, t.last_used_at, u.organization_id, u.role
    from api_tokens t
    join users u on u.id = t.user_id
    where t.token_hash = %(hash)s
      and t.revoked_at is null
      and (t.expires_at is null or t.expires_at > now())
      and u.active
), used as (
    update api_tokens
    set last_used_at = now()
    from token
    where api_tokens.id = token.id
      and (token.last_used_at is null or token.last_used_at < now() - interval '1 minute')
)
select user_id, organization_id, role, scopes from token
"""


def find_login(connection: Connection, email: str) -> Row | None:
    """The active user of an address."""
    return fetch_one(connection, LOGIN, {"email": email.lower()})


def stored_password(connection: Connection, user_id: int) -> str | None:
    """A user's password hash."""
    row = fetch_one(
        connection, "select password_hash from users where id = %(id)s and active", {"id": user_id}
    )
    return row["password_hash"] if row else None


def use_api_token(connection: Connection, token_hash: bytes) -> Row | None:
    """The owner and scopes of a usable API token; notes its use at most once a minute."""
    return fetch_one(connection, USE_API_TOKEN, {"hash": token_hash})
