"""Changing issues, one or many, in one statement that keeps moments, versions and events right."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from webapp.converters import IssueRef
from webapp.errors import Conflict, NotFound
from webapp.events import RECORD
from webapp.queries.issue_columns import ROW_COLUMNS, TEXT_COLUMNS, ByIssue
from webapp.queries.issues import explain_nothing
from webapp.rows import Row, fetch_all, fetch_one

CHANGE = """
with asked as (
    select %(patch)s::jsonb as patch
), old as (
    select i.*, asked.patch
    from issues i, asked
    where {issue}
      and (%(version)s::integer is null or i.version = %(version)s)
      and (patch->'assignee_id' is null or jsonb_typeof(patch->'assignee_id') = 'null' or exists (
          select from users u where u.id = (patch->>'assignee_id')::bigint
            and u.organization_id = i.organization_id and u.active))
      and (patch->'cycle_id' is null or jsonb_typeof(patch->'cycle_id') = 'null' or exists (
          select from cycles c where c.id = (patch->>'cycle_id')::bigint and c.project_id = i.project_id))
    order by i.id
    for no key update of i
), i as (
    update issues i
    set title = coalesce(old.patch->>'title', i.title),
        description = coalesce(old.patch->>'description', i.description),
        status = coalesce((old.patch->>'status')::issue_status, i.status),
        priority = coalesce((old.patch->>'priority')::issue_priority, i.priority),
        assignee_id = case when old.patch ? 'assignee_id' then (old.patch->>'assignee_id')::bigint
            else i.assignee_id end,
        cycle_id = case when old.patch ? 'cycle_id' then (old.patch->>'cycle_id')::bigint
            else i.cycle_id end,
        estimate = case when old.patch ? 'estimate' then (old.patch->>'estimate')::smallint
            else i.estimate end,
        due_date = case when old.patch ? 'due_date' then (old.patch->>'due_date')::date else i.due_date end,
        metadata = coalesce(old.patch->'metadata', i.metadata),
        started_at = case
            when i.started_at is null and old.patch->>'status' in ('in_progress', 'in_review', 'done')
            then now() else i.started_at end,
        closed_at = case
            when coalesce(old.patch->>'status', i.status::text) = i.status::text then i.closed_at
            when old.patch->>'status' in ('done', 'cancelled') then now() end,
        version = i.version + 1,
        updated_at = now()
    from old
    where i.id = old.id
    returning i.*
), difference as (
    select two.id,
        jsonb_object_agg(field, jsonb_build_object('from', before->field, 'to', after->field)) as changes
    from (
        select i.id,
            jsonb_build_object('title', old.title, 'status', old.status, 'priority', old.priority,
                'assignee_id', old.assignee_id, 'cycle_id', old.cycle_id, 'estimate', old.estimate,
                'due_date', old.due_date, 'description', left(old.description, 200)) as before,
            jsonb_build_object('title', i.title, 'status', i.status, 'priority', i.priority,
                'assignee_id', i.assignee_id, 'cycle_id', i.cycle_id, 'estimate', i.estimate,
                'due_date', i.due_date, 'description', left(i.description, 200)) as after
        from old join i on i.id = old.id
    ) two, jsonb_object_keys(two.before) as field
    where before->field is distinct from after->field
    group by two.id
), event as (
    select i.organization_id, i.id as issue_id, %(actor_id)s::bigint as actor_id, 'issue.updated' as action,
        case when d.changes ? 'assignee_id' then 'issue_assigned'
            else 'issue_status_changed' end::notification_type as kind,
        case when d.changes ? 'assignee_id' then array[i.assignee_id]
            when d.changes ? 'status' then array[i.assignee_id, i.reporter_id] else '{}' end as audience,
        d.changes,
        jsonb_build_object('issue_id', i.id, 'key', p.key || '-' || i.number, 'title', i.title,
            'status', i.status, 'priority', i.priority, 'actor_id', %(actor_id)s::bigint,
            'changes', d.changes) as payload
    from i join difference d on d.id = i.id join projects p on p.id = i.project_id
), {record}
select {columns}, deliveries.ids as delivery_ids
from i join projects p on p.id = i.project_id, deliveries
order by i.id
""".replace("{record}", RECORD)

CHANGE_ONE = ByIssue(CHANGE.replace("{columns}", TEXT_COLUMNS))
CHANGE_MANY = CHANGE.replace("{columns}", ROW_COLUMNS).replace(
    "{issue}", "i.id = any(%(issue_ids)s) and i.organization_id = %(organization_id)s"
)

BY_KEYS = """
select i.id, p.key, i.number
from unnest(%(keys)s::text[], %(numbers)s::integer[]) as asked (key, number)
join projects p on p.organization_id = %(organization_id)s and p.key = asked.key
join issues i on i.project_id = p.id and i.number = asked.number
"""


def change_issue(
    connection: Connection,
    organization_id: int,
    actor_id: int,
    issue: IssueRef,
    patch: dict[str, Any],
    version: int | None,
) -> Row:
    """Change the fields in `patch`; NotFound, Stale where `version` is not the stored one, Conflict."""
    sql, parameters = CHANGE_ONE.of(issue, organization_id)
    parameters |= {"patch": orjson.dumps(patch).decode(), "version": version, "actor_id": actor_id}
    row = fetch_one(connection, sql, parameters)
    if row is not None:
        return row
    explain_nothing(connection, organization_id, issue, version)
    raise Conflict("assignee_id or cycle_id names nothing usable in this project")


def change_issues(
    connection: Connection,
    organization_id: int,
    actor_id: int,
    named: Sequence[IssueRef],
    patch: dict[str, Any],
) -> list[Row]:
    """Change many issues in the caller's transaction; NotFound or Conflict where it does not reach all."""
    wanted = sorted(_ids(connection, organization_id, named))
    parameters = {
        "organization_id": organization_id,
        "actor_id": actor_id,
        "issue_ids": wanted,
        "version": None,
        "patch": orjson.dumps(patch).decode(),
    }
    changed = fetch_all(connection, CHANGE_MANY, parameters)
    if len(changed) == len(wanted):
        return changed
    known = "select id from issues i where id = any(%(issue_ids)s) and organization_id = %(organization_id)s"
    found = {row["id"] for row in fetch_all(connection, known, parameters)}
    missing = [str(one) for one in wanted if one not in found]
    if missing:
        raise _nothing_changed(missing)
    raise Conflict("assignee_id or cycle_id names nothing usable for all of them; nothing was changed")


def _ids(connection: Connection, organization_id: int, named: Sequence[IssueRef]) -> set[int]:
    by_key = sorted({ref for ref in named if ref.id is None}, key=str)
    ids = {ref.id for ref in named if ref.id is not None}
    if not by_key:
        return ids
    parameters = {
        "organization_id": organization_id,
        "keys": [ref.key for ref in by_key],
        "numbers": [ref.number for ref in by_key],
    }
    found = fetch_all(connection, BY_KEYS, parameters)
    known = {(row["key"], row["number"]) for row in found}
    missing = [str(ref) for ref in by_key if (ref.key, ref.number) not in known]
    if missing:
        raise _nothing_changed(missing)
    return ids | {row["id"] for row in found}


def _nothing_changed(missing: Sequence[str]) -> NotFound:
    return NotFound(f"no issue {', '.join(missing)} in your organization; nothing was changed")
