"""Teams and who is in them."""

from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.errors import NotFound
from webapp.events import RECORD, quiet
from webapp.rows import Row, fetch_all, fetch_one

TEAM = "t.id, t.name, t.slug, t.created_at"
SHOWN = "jsonb_build_object('team_id', t.id, 'name', t.name)"
MEMBER_SHOWN = "jsonb_build_object('team_id', m.team_id, 'user_id', m.user_id, 'role', m.role)"
OURS = "t.id = %(team_id)s and t.organization_id = %(organization_id)s"

LIST = f"""
select {TEAM}
from teams t
where t.organization_id = %(organization_id)s and t.slug > %(after)s
order by t.slug
limit %(fetch)s
"""

READ = f"""
select {TEAM},
    (select count(*) from team_members m where m.team_id = t.id) as member_count,
    (select coalesce(json_agg(json_build_object(
        'id', p.id, 'key', p.key, 'name', p.name, 'status', p.status) order by p.key), '[]')
     from projects p where p.team_id = t.id) as projects
from teams t
where {OURS}
"""

CREATE = f"""
with t as (
    insert into teams (organization_id, name, slug) values (%(organization_id)s, %(name)s, %(slug)s)
    returning *
), {quiet("t", "team.created", SHOWN)}, {RECORD}
select {TEAM}, deliveries.ids as delivery_ids from t, deliveries
"""

CHANGE = f"""
with asked as (
    select %(patch)s::jsonb as patch
), t as (
    update teams t
    set name = coalesce(patch->>'name', t.name), slug = coalesce(patch->>'slug', t.slug)
    from asked
    where {OURS}
    returning t.*
), {quiet("t", "team.updated", SHOWN)}, {RECORD}
select {TEAM}, deliveries.ids as delivery_ids from t, deliveries
"""

DELETE = f"""
with t as (
    delete from teams t where {OURS} returning t.*
), {quiet("t", "team.deleted", SHOWN)}, {RECORD}
select t.id, deliveries.ids as delivery_ids from t, deliveries
"""

MEMBERS = f"""
select m.*
from teams t
left join lateral (
    select m.user_id, u.name, u.email, m.role, m.created_at
    from team_members m join users u on u.id = m.user_id
    where m.team_id = t.id and m.user_id > %(after)s
    order by m.user_id
    limit %(fetch)s
) m on true
where {OURS}
order by m.user_id
"""

ADD_MEMBER = f"""
with m as (
    insert into team_members (team_id, user_id, role)
    select t.id, u.id, %(role)s::team_role
    from teams t
    join users u on u.id = %(user_id)s and u.organization_id = t.organization_id and u.active
    where {OURS}
    on conflict (team_id, user_id) do update set role = excluded.role
    returning *
), {quiet("m", "member.added", MEMBER_SHOWN)}, {RECORD}
select m.user_id, u.name, u.email, m.role, m.created_at, deliveries.ids as delivery_ids
from m join users u on u.id = m.user_id, deliveries
"""

REMOVE_MEMBER = f"""
with m as (
    delete from team_members m using teams t
    where {OURS} and m.team_id = t.id and m.user_id = %(user_id)s
    returning m.*
), {quiet("m", "member.removed", MEMBER_SHOWN)}, {RECORD}
select m.user_id, deliveries.ids as delivery_ids from m, deliveries
"""


def list_teams(connection: Connection, organization_id: int, limit: int, cursor: str | None) -> list[Row]:
    """Up to `limit` + 1 teams in the order of their slugs."""
    after = (decode_cursor(cursor, str) or [""])[0]
    return fetch_all(
        connection, LIST, {"organization_id": organization_id, "after": after, "fetch": limit + 1}
    )


def read_team(connection: Connection, organization_id: int, team_id: int) -> Row:
    """A team with its projects; NotFound."""
    return _one(connection, READ, organization_id, team_id, {})


def create_team(
    connection: Connection, organization_id: int, actor_id: int, values: dict[str, Any]
) -> Row | None:
    """Create a team; Conflict (from the database) for a taken slug."""
    return fetch_one(connection, CREATE, {**values, "organization_id": organization_id, "actor_id": actor_id})


def change_team(
    connection: Connection, organization_id: int, actor_id: int, team_id: int, patch: dict[str, Any]
) -> Row:
    """Change the fields in `patch`; NotFound."""
    parameters = {"actor_id": actor_id, "patch": orjson.dumps(patch).decode()}
    return _one(connection, CHANGE, organization_id, team_id, parameters)


def delete_team(connection: Connection, organization_id: int, actor_id: int, team_id: int) -> Row:
    """Delete a team; its projects stay without one. NotFound."""
    return _one(connection, DELETE, organization_id, team_id, {"actor_id": actor_id})


def list_members(
    connection: Connection, organization_id: int, team_id: int, limit: int, cursor: str | None
) -> list[Row]:
    """Up to `limit` + 1 of those in a team; NotFound."""
    after = (decode_cursor(cursor, int) or [0])[0]
    parameters = {"organization_id": organization_id, "team_id": team_id, "after": after, "fetch": limit + 1}
    found = fetch_all(connection, MEMBERS, parameters)
    if not found:
        raise _not_found(team_id)
    return found if found[0]["user_id"] is not None else []


def set_member(
    connection: Connection, organization_id: int, actor_id: int, team_id: int, user_id: int, role: str
) -> Row:
    """Put somebody in a team or change their role there; NotFound for either."""
    parameters = {"actor_id": actor_id, "user_id": user_id, "role": role}
    return _one(connection, ADD_MEMBER, organization_id, team_id, parameters)


def remove_member(
    connection: Connection, organization_id: int, actor_id: int, team_id: int, user_id: int
) -> Row:
    """Take somebody out of a team; NotFound."""
    return _one(
        connection, REMOVE_MEMBER, organization_id, team_id, {"actor_id": actor_id, "user_id": user_id}
    )


def _one(
    connection: Connection, sql: str, organization_id: int, team_id: int, parameters: dict[str, Any]
) -> Row:
    row = fetch_one(connection, sql, {**parameters, "organization_id": organization_id, "team_id": team_id})
    if row is None:
        raise _not_found(team_id)
    return row


def _not_found(team_id: int) -> NotFound:
    return NotFound(f"no team {team_id}, or nobody of that id for it, in your organization")
