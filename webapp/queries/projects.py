"""Projects: list, read, create, change."""

from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.errors import Conflict, NotFound
from webapp.events import RECORD, quiet
from webapp.rows import Row, fetch_all, fetch_one

COLUMNS = "p.id, p.key, p.name, p.description, p.status, p.team_id, p.last_issue_number, p.created_at"

LIST = f"""
select {COLUMNS}
from projects p
where p.organization_id = %(organization_id)s{{conditions}}
order by p.key
limit %(fetch)s
"""
READ = f"""
select {COLUMNS}
from projects p
where p.id = %(project_id)s and p.organization_id = %(organization_id)s
"""

TEAM_IS_OURS = """(%(team_id)s::bigint is null or exists (
    select from teams where id = %(team_id)s and organization_id = %(organization_id)s))"""

SHOWN = "jsonb_build_object('project_id', p.id, 'key', p.key, 'name', p.name, 'status', p.status)"

CREATE = f"""
with p as (
    insert into projects (organization_id, team_id, name, key, description, status)
    select %(organization_id)s, %(team_id)s, %(name)s, %(key)s, %(description)s, %(status)s::project_status
    where {TEAM_IS_OURS}
    returning *
), {quiet("p", "project.created", SHOWN)}, {RECORD}
select {COLUMNS}, deliveries.ids as delivery_ids from p, deliveries
"""

CHANGE = f"""
with asked as (
    select %(patch)s::jsonb as patch
), p as (
    update projects p
    set name = coalesce(patch->>'name', p.name),
        description = coalesce(patch->>'description', p.description),
        status = coalesce((patch->>'status')::project_status, p.status),
        team_id = case when patch ? 'team_id' then (patch->>'team_id')::bigint else p.team_id end
    from asked
    where p.id = %(project_id)s and p.organization_id = %(organization_id)s and {TEAM_IS_OURS}
    returning p.*
), {quiet("p", "project.updated", SHOWN)}, {RECORD}
select {COLUMNS}, deliveries.ids as delivery_ids from p, deliveries
"""

DELETE = f"""
with p as (
    delete from projects where id = %(project_id)s and organization_id = %(organization_id)s
    returning *
), {quiet("p", "project.deleted", SHOWN)}, {RECORD}
select p.id, deliveries.ids as delivery_ids from p, deliveries
"""

FILTERS = {
    "team_id": "p.team_id = %(team_id)s",
    "status": "p.status = %(status)s::project_status",
}


def list_projects(
    connection: Connection, organization_id: int, filters: dict[str, Any], limit: int, cursor: str | None
) -> list[Row]:
    """Up to `limit` + 1 projects in the order of their keys."""
    parameters = {"organization_id": organization_id, "fetch": limit + 1, **filters}
    conditions = [FILTERS[name] for name in FILTERS if name in filters]
    at = decode_cursor(cursor, str)
    if at is not None:
        conditions.append("p.key > %(after)s")
        parameters["after"] = at[0]
    sql = LIST.format(conditions="".join(f" and {one}" for one in conditions))
    return fetch_all(connection, sql, parameters)


def read_project(connection: Connection, organization_id: int, project_id: int) -> Row:
    """A project; NotFound."""
    row = fetch_one(connection, READ, {"organization_id": organization_id, "project_id": project_id})
    if row is None:
        raise not_found(project_id)
    return row


def create_project(
    connection: Connection, organization_id: int, actor_id: int, values: dict[str, Any]
) -> Row:
    """Create a project; Conflict for an unknown team, and (from the database) for a taken key."""
    parameters = {**values, "organization_id": organization_id, "actor_id": actor_id}
    row = fetch_one(connection, CREATE, parameters)
    if row is None:
        raise Conflict(f"no team {values['team_id']} in your organization")
    return row


def change_project(
    connection: Connection, organization_id: int, actor_id: int, project_id: int, patch: dict[str, Any]
) -> Row:
    """Change the fields in `patch`; NotFound, Conflict for an unknown team."""
    row = fetch_one(
        connection,
        CHANGE,
        {
            "organization_id": organization_id,
            "actor_id": actor_id,
            "project_id": project_id,
            "team_id": patch.get("team_id"),
            "patch": orjson.dumps(patch).decode(),
        },
    )
    if row is None:
        read_project(connection, organization_id, project_id)
        raise Conflict(f"no team {patch['team_id']} in your organization")
    return row


def delete_project(connection: Connection, organization_id: int, actor_id: int, project_id: int) -> Row:
    """Delete a project with its issues; NotFound."""
    parameters = {"organization_id": organization_id, "actor_id": actor_id, "project_id": project_id}
    row = fetch_one(connection, DELETE, parameters)
    if row is None:
        raise not_found(project_id)
    return row


def not_found(project_id: int) -> NotFound:
    """The problem for a project that the organization does not have."""
    return NotFound(f"no project {project_id} in your organization")
