"""Attachments of an issue: their metadata; bytes go elsewhere."""

from typing import Any

from sqlalchemy import Connection

from webapp.converters import IssueRef
from webapp.errors import NotFound
from webapp.events import RECORD, quiet
from webapp.queries.issue_columns import ByIssue
from webapp.queries.issues import not_found
from webapp.rows import Row, fetch_all, fetch_one

MAX_PER_ISSUE = 100
ATTACHMENT = (
    "a.id, a.issue_id, a.user_id, a.filename, a.content_type, a.file_size, a.storage_key, a.created_at"
)
SHOWN = "jsonb_build_object('attachment_id', a.id, 'filename', a.filename, 'file_size', a.file_size)"
OURS = """a.id = %(attachment_id)s and exists (
    select from issues i where i.id = a.issue_id and i.organization_id = %(organization_id)s)"""

LIST = ByIssue(f"""
select {ATTACHMENT}
from issues i left join attachments a on a.issue_id = i.id
where {{issue}}
order by a.id
""")

CREATE = ByIssue(f"""
with a as (
    insert into attachments (issue_id, user_id, file_size, filename, content_type, storage_key)
    select i.id, %(actor_id)s, %(file_size)s, %(filename)s, %(content_type)s,
        'organizations/' || i.organization_id || '/issues/' || i.id || '/' || gen_random_uuid()
    from issues i
    where {{issue}} and (select count(*) from attachments o where o.issue_id = i.id) < {MAX_PER_ISSUE}
    returning *
), {quiet("a", "attachment.created", SHOWN, "a.issue_id")}, {RECORD}
select {ATTACHMENT}, deliveries.ids as delivery_ids from a, deliveries
""")

READ = f"select {ATTACHMENT} from attachments a where {OURS}"

DELETE = f"""
with a as (
    delete from attachments a where {OURS} returning a.*
), {quiet("a", "attachment.deleted", SHOWN, "a.issue_id")}, {RECORD}
select a.id, deliveries.ids as delivery_ids from a, deliveries
"""


def list_attachments(connection: Connection, organization_id: int, issue: IssueRef) -> list[Row]:
    """An issue's files, at most MAX_PER_ISSUE; NotFound."""
    found = fetch_all(connection, *LIST.of(issue, organization_id))
    if not found:
        raise not_found(issue)
    return found if found[0]["id"] is not None else []


def create_attachment(
    connection: Connection, organization_id: int, actor_id: int, issue: IssueRef, values: dict[str, Any]
) -> Row | None:
    """Describe a file; None where the issue is missing or has MAX_PER_ISSUE already."""
    sql, parameters = CREATE.of(issue, organization_id)
    return fetch_one(connection, sql, {**parameters, **values, "actor_id": actor_id})


def read_attachment(connection: Connection, organization_id: int, attachment_id: int) -> Row:
    """A file's description; NotFound."""
    return _one(connection, READ, organization_id, attachment_id, {})


def delete_attachment(connection: Connection, organization_id: int, actor_id: int, attachment_id: int) -> Row:
    """Delete a file's description; NotFound."""
    return _one(connection, DELETE, organization_id, attachment_id, {"actor_id": actor_id})


def _one(
    connection: Connection, sql: str, organization_id: int, attachment_id: int, parameters: dict[str, Any]
) -> Row:
    row = fetch_one(
        connection, sql, {**parameters, "organization_id": organization_id, "attachment_id": attachment_id}
    )
    if row is None:
        raise NotFound(f"no attachment {attachment_id} in your organization")
    return row
