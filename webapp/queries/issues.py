"""One issue: read whole, created, deleted; each a single statement that also records its event."""

from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.converters import IssueRef
from webapp.errors import Conflict, NotFound, Stale
from webapp.events import RECORD
from webapp.queries.issue_columns import LINKS_OF_I, TEXT_COLUMNS, ByIssue
from webapp.rows import Row, fetch_one

READ = ByIssue(f"""
select {TEXT_COLUMNS},
    (select coalesce(json_agg(
        json_build_object('id', l.id, 'name', l.name, 'color', l.color) order by l.name), '[]')
     from issue_labels il join labels l on l.id = il.label_id
     where il.issue_id = i.id) as labels,
    (select coalesce(json_agg(json_build_object(
        'id', a.id, 'filename', a.filename, 'content_type', a.content_type, 'file_size', a.file_size)
        order by a.id), '[]')
     from attachments a where a.issue_id = i.id) as attachments,
    (select coalesce(json_agg(k order by k.id), '[]') from ({LINKS_OF_I}) k) as links
from issues i
join projects p on p.id = i.project_id
where {{issue}}
""")

CREATE = f"""
with p as (
    update projects
    set last_issue_number = last_issue_number + 1
    where id = %(project_id)s and organization_id = %(organization_id)s
      and (%(assignee_id)s::bigint is null or exists (
          select from users where id = %(assignee_id)s and organization_id = %(organization_id)s and active))
      and (%(cycle_id)s::bigint is null or exists (
          select from cycles where id = %(cycle_id)s and project_id = %(project_id)s))
      and cardinality(%(label_ids)s::bigint[]) = (
          select count(*) from labels where id = any(%(label_ids)s::bigint[]) and project_id = %(project_id)s)
    returning id, key, last_issue_number
), i as (
    insert into issues (organization_id, project_id, number, reporter_id, title, description, status,
        priority, assignee_id, cycle_id, estimate, due_date, metadata, started_at, closed_at)
    select %(organization_id)s, p.id, p.last_issue_number, %(actor_id)s, %(title)s, %(description)s,
        %(status)s::issue_status, %(priority)s::issue_priority, %(assignee_id)s, %(cycle_id)s, %(estimate)s,
        %(due_date)s::date, %(metadata)s::jsonb,
        case when %(status)s in ('in_progress', 'in_review', 'done') then now() end,
        case when %(status)s in ('done', 'cancelled') then now() end
    from p
    returning *
), labelled as (
    insert into issue_labels (issue_id, label_id)
    select i.id, label_id from i, unnest(%(label_ids)s::bigint[]) as label_id
), event as (
    select i.organization_id, i.id as issue_id, i.reporter_id as actor_id, 'issue.created' as action,
        'issue_assigned'::notification_type as kind, array[i.assignee_id] as audience,
        jsonb_build_object('title', i.title, 'status', i.status, 'priority', i.priority) as changes,
        jsonb_build_object('issue_id', i.id, 'key', p.key || '-' || i.number, 'title', i.title,
            'status', i.status, 'priority', i.priority, 'actor_id', i.reporter_id) as payload
    from i, p
), {RECORD}
select {TEXT_COLUMNS}, deliveries.ids as delivery_ids
from i, p, deliveries
"""

DELETE = ByIssue(f"""
with i as (
    delete from issues i where {{issue}} and (%(version)s::integer is null or i.version = %(version)s)
    returning i.*
), event as (
    select i.organization_id, null::bigint as issue_id, %(actor_id)s::bigint as actor_id,
        'issue.deleted' as action, 'issue_status_changed'::notification_type as kind,
        '{{}}'::bigint[] as audience,
        jsonb_build_object('issue_id', i.id, 'key', p.key || '-' || i.number, 'title', i.title) as changes,
        jsonb_build_object('issue_id', i.id, 'key', p.key || '-' || i.number, 'title', i.title,
            'actor_id', %(actor_id)s::bigint) as payload
    from i join projects p on p.id = i.project_id
), {RECORD}
select i.id, deliveries.ids as delivery_ids from i, deliveries
""")

VERSION = ByIssue("select i.version from issues i where {issue}")


def read_issue(connection: Connection, organization_id: int, issue: IssueRef) -> Row:
    """An issue with labels, attachments and links; NotFound."""
    row = fetch_one(connection, *READ.of(issue, organization_id))
    if row is None:
        raise not_found(issue)
    return row


def create_issue(connection: Connection, organization_id: int, actor_id: int, values: dict[str, Any]) -> Row:
    """Create an issue with its project's next number; NotFound, Conflict for what it refers to."""
    row = fetch_one(
        connection,
        CREATE,
        {
            **values,
            "organization_id": organization_id,
            "actor_id": actor_id,
            "metadata": orjson.dumps(values["metadata"]).decode(),
            "label_ids": sorted(set(values["label_ids"])),
        },
    )
    if row is not None:
        return row
    known = "select 1 from projects where id = %(project_id)s and organization_id = %(organization_id)s"
    if fetch_one(connection, known, {**values, "organization_id": organization_id}) is None:
        raise NotFound(f"no project {values['project_id']} in your organization")
    raise Conflict("assignee_id, cycle_id or label_ids name nothing usable in this project")


def delete_issue(
    connection: Connection, organization_id: int, actor_id: int, issue: IssueRef, version: int | None
) -> Row:
    """Delete an issue and what hangs on it; NotFound, Stale."""
    sql, parameters = DELETE.of(issue, organization_id)
    row = fetch_one(connection, sql, {**parameters, "version": version, "actor_id": actor_id})
    if row is None:
        explain_nothing(connection, organization_id, issue, version)
        raise not_found(issue)
    return row


def not_found(issue: IssueRef) -> NotFound:
    """The problem for an issue that the organization does not have."""
    return NotFound(f"no issue {issue} in your organization")


def explain_nothing(
    connection: Connection, organization_id: int, issue: IssueRef, version: int | None
) -> None:
    """Say why a statement found no issue to write to: NotFound or Stale; returns where there is one."""
    stored = fetch_one(connection, *VERSION.of(issue, organization_id))
    if stored is None:
        raise not_found(issue)
    if version is not None and stored["version"] != version:
        raise Stale(f"issue {issue} is at version {stored['version']}, not {version}; read it again")
