"""The outbox: an event waits here from the transaction that caused it until a receiver took it."""

from sqlalchemy import Column, Index, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import enum, identity, metadata, moment, reference

DELIVERY_STATUSES = ("pending", "delivered", "dead")
delivery_status = enum("delivery_status", *DELIVERY_STATUSES)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    identity(),
    reference("webhook_id", "webhooks.id", on_delete="CASCADE"),
    moment("created_at", now=True),
    moment("next_attempt_at", now=True),
    moment("delivered_at", nullable=True),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("response_status", SmallInteger),
    Column("status", delivery_status, nullable=False, server_default=text("'pending'")),
    Column("event", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("error", Text),
    Index(
        "ix_webhook_deliveries_webhook_id",
        "webhook_id",
        "id",
        info={"serves": "a receiver's latest deliveries: internal/webhooks/pending"},
    ),
    Index(
        "ix_webhook_deliveries_due",
        "next_attempt_at",
        postgresql_where=text("status = 'pending'"),
        info={"serves": "what is to be sent now: the delivery job, internal/webhooks/pending"},
    ),
)
