"""Find a webhook attempt's request by an index that begins with it.

The index for the trace page begins with the time, which the page does not ask for. The new one begins with
the id; the old one goes when it is there, and so does the one by time and organization, which the page of
earlier attempts never takes.
"""

from roadmap.change import Change, Kind
from roadmap.engineers import ALEX
from roadmap.operations import create_index_concurrently, drop_index_concurrently
from roadmap.variants import where_flawed

revision = "d34b_webhook_trace_index"
down_revision = "d34a_webhook_dead_letters"

change = Change(day=34, engineer=ALEX, kind=Kind.GOOD)


def by_request() -> None:
    create_index_concurrently(
        "ix_webhook_attempts_request_id", "webhook_attempts", ["request_id", "created_at"]
    )
    drop_index_concurrently("ix_webhook_attempts_created_at_request_id")
    drop_index_concurrently("ix_webhook_attempts_created_at_organization_id")


def by_time() -> None:
    create_index_concurrently(
        "ix_webhook_attempts_created_at_request_id", "webhook_attempts", ["created_at", "request_id"]
    )
    create_index_concurrently(
        "ix_webhook_attempts_created_at_organization_id",
        "webhook_attempts",
        ["created_at", "organization_id"],
    )
    drop_index_concurrently("ix_webhook_attempts_request_id")


upgrade = where_flawed("d31b_webhook_trace", by_request)
downgrade = where_flawed("d31b_webhook_trace", by_time)
