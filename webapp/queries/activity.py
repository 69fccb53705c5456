"""The audit trail: of one issue by keyset, of the organization by pages."""

from sqlalchemy import Connection

from webapp.converters import MAX_ID, IssueRef
from webapp.cursors import decode_cursor
from webapp.queries.issue_columns import ByIssue
from webapp.queries.issues import not_found
from webapp.rows import Row, fetch_all

OF_ISSUE = ByIssue("""
select a.*
from issues i
left join lateral (
    select a.id, a.action, a.issue_id, a.user_id, u.name as user_name, a.changes, a.created_at
    from activity_log a
    left join users u on u.id = a.user_id
    where a.issue_id = i.id and a.id < %(before)s
    order by a.id desc
    limit %(fetch)s
) a on true
where {issue}
order by a.id desc
""")

FEED = """
select a.id, a.action, a.issue_id, a.user_id, u.name as user_name, a.changes, a.created_at
from (
    select * from activity_log
    where organization_id = %(organization_id)s
    order by id desc
    limit %(fetch)s offset %(skip)s
) a
left join users u on u.id = a.user_id
order by a.id desc
"""


def issue_activity(
    connection: Connection, organization_id: int, issue: IssueRef, limit: int, cursor: str | None
) -> list[Row]:
    """Up to `limit` + 1 changes of an issue, newest first; NotFound."""
    sql, parameters = OF_ISSUE.of(issue, organization_id)
    before = (decode_cursor(cursor, int) or [MAX_ID])[0]
    found = fetch_all(connection, sql, {**parameters, "before": before, "fetch": limit + 1})
    if not found:
        raise not_found(issue)
    return found if found[0]["id"] is not None else []


def activity_feed(connection: Connection, organization_id: int, page: int, size: int) -> list[Row]:
    """One page of the organization's changes, newest first, and one row more where others follow."""
    return fetch_all(
        connection, FEED, {"organization_id": organization_id, "fetch": size + 1, "skip": (page - 1) * size}
    )
