"""The caller's organization and its people."""

from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.errors import Conflict, NotAllowed, NotFound
from webapp.events import RECORD, quiet
from webapp.rows import Row, fetch_all, fetch_one

ORGANIZATION = "o.id, o.name, o.slug, o.plan_type, o.settings, o.created_at"
USER = "u.id, u.email, u.name, u.avatar_url, u.role, u.active, u.created_at"
SHOWN = "jsonb_build_object('user_id', u.id, 'name', u.name, 'role', u.role, 'active', u.active)"

READ = f"select {ORGANIZATION} from organizations o where o.id = %(organization_id)s"

CHANGE = f"""
with asked as (
    select %(patch)s::jsonb as patch
), o as (
    update organizations o
    set name = coalesce(patch->>'name', o.name), settings = coalesce(patch->'settings', o.settings)
    from asked
    where o.id = %(organization_id)s
    returning o.*
), {quiet("o", "organization.updated", "jsonb_build_object('name', o.name)")}, {RECORD}
select {ORGANIZATION}, deliveries.ids as delivery_ids from o, deliveries
"""

LIST_USERS = f"""
select {USER}
from users u
where u.organization_id = %(organization_id)s and u.id > %(after)s{{conditions}}
order by u.id
limit %(fetch)s
"""
FILTERS = {"role": "u.role = %(role)s::user_role", "active": "u.active = %(active)s"}

READ_USER = f"select {USER} from users u where u.id = %(user_id)s and u.organization_id = %(organization_id)s"

CREATE_USER = f"""
with u as (
    insert into users (organization_id, email, name, role, password_hash)
    values (%(organization_id)s, %(email)s, %(name)s, %(role)s::user_role, %(password_hash)s)
    returning *
), {quiet("u", "user.created", SHOWN)}, {RECORD}
select {USER}, deliveries.ids as delivery_ids from u, deliveries
"""

CHANGE_USER = f"""
with asked as (
    select %(patch)s::jsonb as patch
), owners as (
    select id from users
    where organization_id = %(organization_id)s and role = 'owner' and active
    order by id for no key update
), u as (
    update users u
    set name = coalesce(patch->>'name', u.name),
        role = coalesce((patch->>'role')::user_role, u.role),
        active = coalesce((patch->>'active')::boolean, u.active)
    from asked
    where u.id = %(user_id)s and u.organization_id = %(organization_id)s
      and u.role >= %(actor_role)s::user_role
      and (coalesce((patch->>'role')::user_role, u.role) = 'owner'
               and coalesce((patch->>'active')::boolean, true)
           or exists (select from owners where owners.id <> u.id))
    returning u.*
), {quiet("u", "user.updated", SHOWN)}, {RECORD}
select {USER}, deliveries.ids as delivery_ids from u, deliveries
"""

CHANGE_ME = f"""
with asked as (
    select %(patch)s::jsonb as patch
), u as (
    update users u
    set name = coalesce(patch->>'name', u.name),
        avatar_url = case when patch ? 'avatar_url' then patch->>'avatar_url' else u.avatar_url end,
        preferences = coalesce(patch->'preferences', u.preferences),
        password_hash = coalesce(%(password_hash)s, u.password_hash)
    from asked
    where u.id = %(actor_id)s and u.active
    returning u.*
), {quiet("u", "user.updated", SHOWN)}, {RECORD}
select {USER}, u.preferences, deliveries.ids as delivery_ids from u, deliveries
"""


def read_organization(connection: Connection, organization_id: int) -> Row | None:
    """The organization."""
    return fetch_one(connection, READ, {"organization_id": organization_id})


def change_organization(
    connection: Connection, organization_id: int, actor_id: int, patch: dict[str, Any]
) -> Row | None:
    """Change the fields in `patch`."""
    return fetch_one(connection, CHANGE, _patch(organization_id, actor_id, patch))


def list_users(
    connection: Connection, organization_id: int, filters: dict[str, Any], limit: int, cursor: str | None
) -> list[Row]:
    """Up to `limit` + 1 people in the order they came."""
    after = (decode_cursor(cursor, int) or [0])[0]
    sql = LIST_USERS.format(
        conditions="".join(f" and {FILTERS[name]}" for name in FILTERS if name in filters)
    )
    parameters = {"organization_id": organization_id, "after": after, "fetch": limit + 1, **filters}
    return fetch_all(connection, sql, parameters)


def read_user(connection: Connection, organization_id: int, user_id: int) -> Row:
    """A person; NotFound."""
    row = fetch_one(connection, READ_USER, {"organization_id": organization_id, "user_id": user_id})
    if row is None:
        raise NotFound(f"no user {user_id} in your organization")
    return row


def create_user(
    connection: Connection, organization_id: int, actor_id: int, values: dict[str, Any]
) -> Row | None:
    """Add a person; Conflict (from the database) for a taken address."""
    parameters = {**values, "organization_id": organization_id, "actor_id": actor_id}
    return fetch_one(connection, CREATE_USER, parameters)


def change_user(
    connection: Connection,
    organization_id: int,
    actor_id: int,
    actor_role: str,
    user_id: int,
    patch: dict[str, Any],
) -> Row:
    """Change somebody of at most the actor's rank; NotFound, NotAllowed, Conflict for the last owner."""
    parameters = _patch(organization_id, actor_id, patch) | {"user_id": user_id, "actor_role": actor_role}
    row = fetch_one(connection, CHANGE_USER, parameters)
    if row is not None:
        return row
    stored = read_user(connection, organization_id, user_id)
    if stored["role"] == "owner" and actor_role != "owner":
        raise NotAllowed("only an owner may change an owner")
    raise Conflict("an organization keeps at least one active owner")


def change_me(
    connection: Connection,
    organization_id: int,
    actor_id: int,
    patch: dict[str, Any],
    password_hash: str | None,
) -> Row | None:
    """Change one's own fields; None where deactivated meanwhile."""
    parameters = _patch(organization_id, actor_id, patch) | {"password_hash": password_hash}
    return fetch_one(connection, CHANGE_ME, parameters)


def _patch(organization_id: int, actor_id: int, patch: dict[str, Any]) -> dict[str, Any]:
    return {
        "organization_id": organization_id,
        "actor_id": actor_id,
        "patch": orjson.dumps(patch).decode(),
    }
