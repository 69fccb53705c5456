"""Labels of a project, and on an issue."""

from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.converters import IssueRef
from webapp.cursors import decode_cursor
from webapp.errors import NotFound
from webapp.events import RECORD, quiet
from webapp.queries.issue_columns import ByIssue
from webapp.queries.projects import not_found as no_project
from webapp.rows import Row, fetch_all, fetch_one

LABEL = "l.id, l.project_id, l.name, l.color, l.description"
SHOWN = "jsonb_build_object('label_id', l.id, 'project_id', l.project_id, 'name', l.name)"
OURS = """l.id = %(label_id)s and exists (
    select from projects p where p.id = l.project_id and p.organization_id = %(organization_id)s)"""

LIST = f"""
select l.*
from projects p
left join lateral (
    select {LABEL} from labels l
    where l.project_id = p.id and l.name > %(after)s
    order by l.name
    limit %(fetch)s
) l on true
where p.id = %(project_id)s and p.organization_id = %(organization_id)s
order by l.name
"""

READ = f"select {LABEL} from labels l where {OURS}"

CREATE = f"""
with l as (
    insert into labels (project_id, name, color, description)
    select p.id, %(name)s, %(color)s, %(description)s
    from projects p
    where p.id = %(project_id)s and p.organization_id = %(organization_id)s
    returning *
), {quiet("l", "label.created", SHOWN)}, {RECORD}
select {LABEL}, deliveries.ids as delivery_ids from l, deliveries
"""

CHANGE = f"""
with asked as (
    select %(patch)s::jsonb as patch
), l as (
    update labels l
    set name = coalesce(patch->>'name', l.name), color = coalesce(patch->>'color', l.color),
        description = coalesce(patch->>'description', l.description)
    from asked
    where {OURS}
    returning l.*
), {quiet("l", "label.updated", SHOWN)}, {RECORD}
select {LABEL}, deliveries.ids as delivery_ids from l, deliveries
"""

DELETE = f"""
with l as (
    delete from labels l where {OURS} returning l.*
), {quiet("l", "label.deleted", SHOWN)}, {RECORD}
select l.id, deliveries.ids as delivery_ids from l, deliveries
"""

ADDED = "jsonb_build_object('label_id', n.label_id)"

ADD_TO_ISSUE = ByIssue(f"""
with l as (
    select i.id as issue_id, l.id, l.project_id, l.name, l.color, l.description
    from issues i join labels l on l.project_id = i.project_id and l.id = %(label_id)s
    where {{issue}}
), n as (
    insert into issue_labels (issue_id, label_id) select issue_id, id from l
    on conflict do nothing
    returning *
), {quiet("n", "issue.labelled", ADDED, "n.issue_id")}, {RECORD}
select {LABEL}, deliveries.ids as delivery_ids from l, deliveries
""")

REMOVE_FROM_ISSUE = ByIssue(f"""
with n as (
    delete from issue_labels n using issues i
    where {{issue}} and n.issue_id = i.id and n.label_id = %(label_id)s
    returning n.*
), {quiet("n", "issue.unlabelled", ADDED, "n.issue_id")}, {RECORD}
select n.label_id, deliveries.ids as delivery_ids from n, deliveries
""")


def list_labels(
    connection: Connection, organization_id: int, project_id: int, limit: int, cursor: str | None
) -> list[Row]:
    """Up to `limit` + 1 labels in the order of their names; NotFound."""
    parameters = {
        "organization_id": organization_id,
        "project_id": project_id,
        "after": (decode_cursor(cursor, str) or [""])[0],
        "fetch": limit + 1,
    }
    found = fetch_all(connection, LIST, parameters)
    if not found:
        raise no_project(project_id)
    return found if found[0]["id"] is not None else []


def read_label(connection: Connection, organization_id: int, label_id: int) -> Row:
    """A label; NotFound."""
    return _one(connection, READ, organization_id, label_id, {})


def create_label(
    connection: Connection, organization_id: int, actor_id: int, project_id: int, values: dict[str, Any]
) -> Row:
    """Create a label; NotFound, Conflict (from the database) for a taken name."""
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


def change_label(
    connection: Connection, organization_id: int, actor_id: int, label_id: int, patch: dict[str, Any]
) -> Row:
    """Change the fields in `patch`; NotFound."""
    parameters = {"actor_id": actor_id, "patch": orjson.dumps(patch).decode()}
    return _one(connection, CHANGE, organization_id, label_id, parameters)


def delete_label(connection: Connection, organization_id: int, actor_id: int, label_id: int) -> Row:
    """Delete a label, also from the issues that carry it; NotFound."""
    return _one(connection, DELETE, organization_id, label_id, {"actor_id": actor_id})


def add_to_issue(
    connection: Connection, organization_id: int, actor_id: int, issue: IssueRef, label_id: int
) -> Row:
    """Put a label of its project on an issue, once; NotFound for either."""
    sql, parameters = ADD_TO_ISSUE.of(issue, organization_id)
    row = fetch_one(connection, sql, {**parameters, "actor_id": actor_id, "label_id": label_id})
    if row is None:
        raise NotFound(f"no issue {issue} with a label {label_id} in its project")
    return row


def remove_from_issue(
    connection: Connection, organization_id: int, actor_id: int, issue: IssueRef, label_id: int
) -> Row:
    """Take a label off an issue; NotFound where it does not carry it."""
    sql, parameters = REMOVE_FROM_ISSUE.of(issue, organization_id)
    row = fetch_one(connection, sql, {**parameters, "actor_id": actor_id, "label_id": label_id})
    if row is None:
        raise NotFound(f"no issue {issue} that carries a label {label_id}")
    return row


def _one(
    connection: Connection, sql: str, organization_id: int, label_id: int, parameters: dict[str, Any]
) -> Row:
    row = fetch_one(connection, sql, {**parameters, "organization_id": organization_id, "label_id": label_id})
    if row is None:
        raise NotFound(f"no label {label_id} in your organization")
    return row
