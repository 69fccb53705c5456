"""What every write leaves behind in its own statement: audit trail, notifications, outbox.

The fragments are common table expressions. They read `event`, which the statement defines with one row per
changed issue: organization_id, issue_id, actor_id, action, changes, payload, audience (ids of users to tell),
kind (notification type). A statement joins them and selects `deliveries` for the hint after its commit.
"""

from flask import Flask, Response, g

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

EVENTS = tuple(
    f"{noun}.{what}"
    for noun, whats in {
        "issue": ("created", "updated", "deleted", "labelled", "unlabelled"),
        "comment": ("created", "updated", "deleted"),
        "attachment": ("created", "deleted"),
        "link": ("created", "deleted"),
        "label": ("created", "updated", "deleted"),
        "cycle": ("created", "updated", "deleted"),
        "project": ("created", "updated", "deleted"),
        "team": ("created", "updated", "deleted"),
        "member": ("added", "removed"),
        "user": ("created", "updated"),
        "organization": ("updated",),
        "webhook": ("created", "updated", "deleted"),
        "token": ("created", "revoked"),
    }.items()
    for what in whats
)


def quiet(source: str, action: str, changes: str, issue_id: str = "null::bigint") -> str:
    """`event` for a change that only webhooks are told of; `changes` is its jsonb, in terms of `source`."""
    return f"""event as (
    select %(organization_id)s::bigint as organization_id, {issue_id} as issue_id,
        %(actor_id)s::bigint as actor_id, '{action}' as action, 'report_ready'::notification_type as kind,
        '{{}}'::bigint[] as audience, {changes} as changes,
        {changes} || jsonb_build_object('actor_id', %(actor_id)s::bigint) as payload
    from {source}
)"""


def hint(*rows: Row) -> None:
    """Take the new deliveries' ids off written rows; if there are any, the jobs hear after the request."""
    for row in rows:
        if row.pop("delivery_ids"):
            g.deliveries_wait = True


def register_hints(app: Flask) -> None:
    """Tell the jobs of new deliveries once the request's transaction is over."""

    @app.after_request
    def _tell(response: Response) -> Response:
        if g.pop("deliveries_wait", False):
            hint_webhooks()
        return response
