"""What every write leaves behind in its own statement: audit trail, notifications, outbox.

The fragments are common table expressions. They read `event`, which the statement defines with one row per
changed issue: organization_id, issue_id, actor_id, action, changes, payload, audience (ids of users to tell),
kind (notification type). A statement joins them and selects `deliveries` for the hint after its commit.
"""

from webapp.jobs.hints import hint_webhooks
from webapp.rows import Row

RECORD = """
    logged as (
        insert into activity_log (organization_id, issue_id, user_id, action, changes)
        select organization_id, issue_id, actor_id, action, changes from event
    ), told as (
        insert into notifications (user_id, type, data)
        select distinct person, kind, payload
        from event, unnest(audience) as person
        where person is not null and person <> actor_id
    ), sent as (
        insert into webhook_deliveries (webhook_id, event, payload)
        select w.id, e.action, e.payload
        from event e
        join webhooks w on w.organization_id = e.organization_id and w.active and e.action = any(w.events)
        returning id
    ), deliveries as (
        select coalesce(array_agg(id), '{}') as ids from sent
    )
"""

EVENTS = (
    "issue.created",
    "issue.updated",
    "issue.deleted",
    "comment.created",
    "comment.updated",
    "comment.deleted",
    "project.created",
    "project.updated",
)


def hint(row: Row) -> None:
    """After the commit: take the new deliveries' ids off the answer, and tell the jobs if there are any."""
    if row.pop("delivery_ids"):
        hint_webhooks()
