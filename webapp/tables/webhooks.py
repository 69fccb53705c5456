"""Receivers of an organization's events."""

from sqlalchemy import Boolean, Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from webapp.tables.base import identity, metadata, moment, reference

webhooks = Table(
    "webhooks",
    metadata,
    identity(),
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    Column("url", Text, nullable=False),
    Column("events", ARRAY(Text), nullable=False),
    Column("secret", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at", now=True),
    Index(
        "ix_webhooks_organization_id",
        "organization_id",
        info={"serves": "who receives an event: every write"},
    ),
)
