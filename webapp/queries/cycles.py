"""Cycles of a project."""

from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.cursors import decode_cursor
from webapp.errors import NotFound
from webapp.events import RECORD, quiet
from webapp.queries.projects import not_found as no_project
from webapp.rows import Row, fetch_all, fetch_one

CYCLE = "c.id, c.project_id, c.name, c.start_date, c.end_date, c.status, c.created_at"
SHOWN = "jsonb_build_object('cycle_id', c.id, 'project_id', c.project_id, 'name', c.name, 'status', c.status)"
OURS = """c.id = %(cycle_id)s and exists (
    select from projects p where p.id = c.project_id and p.organization_id = %(organization_id)s)"""

LIST = f"""
select c.*
from projects p
left join lateral (
    select {CYCLE} from cycles c
    where c.project_id = p.id and c.start_date < %(before)s::date
      and (%(status)s::cycle_status is null or c.status = %(status)s::cycle_status)
    order by c.start_date desc
    limit %(fetch)s
) c on true
where p.id = %(project_id)s and p.organization_id = %(organization_id)s
order by c.start_date desc
"""

READ = f"select {CYCLE} from cycles c where {OURS}"

CREATE = f"""
with c as (
    insert into cycles (project_id, name, start_date, end_date, status)
    select p.id, %(name)s, %(start_date)s, %(end_date)s, %(status)s::cycle_status
    from projects p
    where p.id = %(project_id)s and p.organization_id = %(organization_id)s
    returning *
), {quiet("c", "cycle.created", SHOWN)}, {RECORD}
select {CYCLE}, deliveries.ids as delivery_ids from c, deliveries
"""

CHANGE = f"""
with asked as (
    select %(patch)s::jsonb as patch
), c as (
    update cycles c
    set name = coalesce(patch->>'name', c.name),
        start_date = coalesce((patch->>'start_date')::date, c.start_date),
        end_date = coalesce((patch->>'end_date')::date, c.end_date),
        status = coalesce((patch->>'status')::cycle_status, c.status)
    from asked
    where {OURS}
    returning c.*
), {quiet("c", "cycle.updated", SHOWN)}, {RECORD}
select {CYCLE}, deliveries.ids as delivery_ids from c, deliveries
"""

DELETE = f"""
with c as (
    delete from cycles c where {OURS} returning c.*
), {quiet("c", "cycle.deleted", SHOWN)}, {RECORD}
select c.id, deliveries.ids as delivery_ids from c, deliveries
"""


def list_cycles(
    connection: Connection,
    organization_id: int,
    project_id: int,
    status: str | None,
    limit: int,
    cursor: str | None,
) -> list[Row]:
    """Up to `limit` + 1 cycles, newest first; NotFound."""
    parameters = {
        "organization_id": organization_id,
        "project_id": project_id,
        "status": status,
        "before": (decode_cursor(cursor, str) or ["infinity"])[0],
        "fetch": limit + 1,
    }
    found = fetch_all(connection, LIST, parameters)
    if not found:
        raise no_project(project_id)
    return found if found[0]["id"] is not None else []


def read_cycle(connection: Connection, organization_id: int, cycle_id: int) -> Row:
    """A cycle; NotFound."""
    return _one(connection, READ, organization_id, cycle_id, {})


def create_cycle(
    connection: Connection, organization_id: int, actor_id: int, project_id: int, values: dict[str, Any]
) -> Row:
    """Plan a cycle; NotFound, Conflict (from the database) for a taken start."""
    parameters = {
        **values,
        "organization_id": organization_id,
        "actor_id": actor_id,
        "project_id": project_id,
    }
    row = fetch_one(connection, CREATE, parameters)
    if row is None:
        raise no_project(project_id)
    return row


def change_cycle(
    connection: Connection, organization_id: int, actor_id: int, cycle_id: int, patch: dict[str, Any]
) -> Row:
    """Change the fields in `patch`; NotFound."""
    parameters = {"actor_id": actor_id, "patch": orjson.dumps(patch).decode()}
    return _one(connection, CHANGE, organization_id, cycle_id, parameters)


def delete_cycle(connection: Connection, organization_id: int, actor_id: int, cycle_id: int) -> Row:
    """Delete a cycle; its issues stay without one. NotFound."""
    return _one(connection, DELETE, organization_id, cycle_id, {"actor_id": actor_id})


def not_found(cycle_id: int) -> NotFound:
    """The problem for a cycle that the organization does not have."""
    return NotFound(f"no cycle {cycle_id} in your organization")


def _one(
    connection: Connection, sql: str, organization_id: int, cycle_id: int, parameters: dict[str, Any]
) -> Row:
    row = fetch_one(connection, sql, {**parameters, "organization_id": organization_id, "cycle_id": cycle_id})
    if row is None:
        raise not_found(cycle_id)
    return row
