"""Comments of an issue; adding one counts it on the issue and tells whoever is concerned."""

import re
from typing import Any

from sqlalchemy import Connection

from webapp.converters import IssueRef
from webapp.cursors import decode_cursor
from webapp.errors import NotAllowed, NotFound
from webapp.events import RECORD, quiet
from webapp.queries.issue_columns import ByIssue
from webapp.queries.issues import not_found
from webapp.rows import Row, fetch_all, fetch_one

MENTION = re.compile(r"@([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})")
MENTIONS_MAX = 50

LIST = ByIssue("""
select c.*
from issues i
left join lateral (
    select c.id, c.issue_id, c.user_id, u.name as user_name, c.body, c.is_internal, c.created_at, c.updated_at
    from comments c
    join users u on u.id = c.user_id
    where c.issue_id = i.id and c.id > %(after)s and (not c.is_internal or %(internal)s)
    order by c.id
    limit %(fetch)s
) c on true
where {issue}
order by c.id
""")

CREATE = ByIssue(f"""
with i as (
    update issues i set comment_count = comment_count + 1, updated_at = now() where {{issue}}
    returning i.id, i.organization_id, i.project_id, i.number, i.title, i.assignee_id, i.reporter_id
), c as (
    insert into comments (issue_id, user_id, body, is_internal)
    select i.id, %(actor_id)s, %(body)s, %(is_internal)s from i
    returning *
), mentioned as (
    insert into notifications (user_id, type, data)
    select u.id, 'issue_mentioned', jsonb_build_object('issue_id', i.id, 'comment_id', c.id, 'title', i.title)
    from i, c, users u
    where u.email = any(%(mentions)s::text[]) and u.organization_id = i.organization_id and u.active
      and u.id <> %(actor_id)s and (u.role <> 'guest' or not c.is_internal)
), event as (
    select i.organization_id, i.id as issue_id, c.user_id as actor_id, 'comment.created' as action,
        'issue_commented'::notification_type as kind, array[i.assignee_id, i.reporter_id] as audience,
        jsonb_build_object('comment_id', c.id, 'is_internal', c.is_internal) as changes,
        jsonb_build_object('issue_id', i.id, 'key', p.key || '-' || i.number, 'title', i.title,
            'comment_id', c.id, 'actor_id', c.user_id) as payload
    from i join projects p on p.id = i.project_id, c
), {RECORD}
select c.id, c.issue_id, c.user_id, u.name as user_name, c.body, c.is_internal, c.created_at, c.updated_at,
    deliveries.ids as delivery_ids
from c join users u on u.id = c.user_id, deliveries
""")

COMMENT = """c.id, c.issue_id, c.user_id, u.name as user_name, c.body, c.is_internal,
    c.created_at, c.updated_at"""
OURS = """c.id = %(comment_id)s and (not c.is_internal or %(internal)s) and exists (
    select from issues i where i.id = c.issue_id and i.organization_id = %(organization_id)s)"""
SHOWN = "jsonb_build_object('comment_id', c.id, 'issue_id', c.issue_id)"

READ = f"select {COMMENT} from comments c join users u on u.id = c.user_id where {OURS}"

CHANGE = f"""
with c as (
    update comments c set body = %(body)s, updated_at = now() where {OURS} and c.user_id = %(actor_id)s
    returning c.*
), {quiet("c", "comment.updated", SHOWN, "c.issue_id")}, {RECORD}
select {COMMENT}, deliveries.ids as delivery_ids from c join users u on u.id = c.user_id, deliveries
"""

DELETE = f"""
with c as (
    delete from comments c where {OURS} and (c.user_id = %(actor_id)s or %(any_author)s) returning c.*
), counted as (
    update issues i set comment_count = comment_count - 1 from c where i.id = c.issue_id
), {quiet("c", "comment.deleted", SHOWN, "c.issue_id")}, {RECORD}
select c.id, deliveries.ids as delivery_ids from c, deliveries
"""


def list_comments(
    connection: Connection,
    organization_id: int,
    issue: IssueRef,
    internal: bool,
    limit: int,
    cursor: str | None,
) -> list[Row]:
    """Up to `limit` + 1 comments, oldest first; those for members only where `internal`. NotFound."""
    sql, parameters = LIST.of(issue, organization_id)
    after = (decode_cursor(cursor, int) or [0])[0]
    found = fetch_all(
        connection, sql, {**parameters, "after": after, "internal": internal, "fetch": limit + 1}
    )
    if not found:
        raise not_found(issue)
    return found if found[0]["id"] is not None else []


def create_comment(
    connection: Connection,
    organization_id: int,
    actor_id: int,
    issue: IssueRef,
    body: str,
    is_internal: bool,
) -> Row:
    """Add a comment; NotFound."""
    sql, parameters = CREATE.of(issue, organization_id)
    mentions = sorted({address.lower() for address in MENTION.findall(body)})[:MENTIONS_MAX]
    parameters |= {"actor_id": actor_id, "body": body, "is_internal": is_internal, "mentions": mentions}
    row = fetch_one(connection, sql, parameters)
    if row is None:
        raise not_found(issue)
    return row


def read_comment(connection: Connection, organization_id: int, comment_id: int, internal: bool) -> Row:
    """A comment; NotFound, also for an internal one unless `internal`."""
    parameters = {"organization_id": organization_id, "comment_id": comment_id, "internal": internal}
    row = fetch_one(connection, READ, parameters)
    if row is None:
        raise NotFound(f"no comment {comment_id} in your organization")
    return row


def change_comment(
    connection: Connection, organization_id: int, actor_id: int, comment_id: int, internal: bool, body: str
) -> Row:
    """Change one's own comment; NotFound, NotAllowed."""
    parameters = {"organization_id": organization_id, "comment_id": comment_id, "internal": internal}
    return _own(connection, CHANGE, parameters, {"actor_id": actor_id, "body": body})


def delete_comment(
    connection: Connection,
    organization_id: int,
    actor_id: int,
    comment_id: int,
    internal: bool,
    any_author: bool,
) -> Row:
    """Delete one's own comment, or anybody's where `any_author`; NotFound, NotAllowed."""
    parameters = {"organization_id": organization_id, "comment_id": comment_id, "internal": internal}
    return _own(connection, DELETE, parameters, {"actor_id": actor_id, "any_author": any_author})


def _own(connection: Connection, sql: str, which: dict[str, Any], parameters: dict[str, Any]) -> Row:
    row = fetch_one(connection, sql, {**which, **parameters})
    if row is None:
        read_comment(connection, **which)
        raise NotAllowed("this comment is somebody else's")
    return row
