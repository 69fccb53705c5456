"""The audit trail: one row per change, written in the transaction of the change."""

from sqlalchemy import Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import EMPTY_OBJECT, identity, metadata, moment, reference

activity_log = Table(
    "activity_log",
    metadata,
    identity(),
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    reference("issue_id", "issues.id", nullable=True, on_delete="SET NULL"),
    reference("user_id", "users.id", nullable=True),
    moment("created_at", now=True),
    Column("action", Text, nullable=False),
    Column("changes", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Index("ix_activity_log_issue_id", "issue_id", "id", info={"serves": "an issue's history"}),
    Index(
        "ix_activity_log_organization_id",
        "organization_id",
        "id",
        info={"serves": "the organization's feed, newest first"},
    ),
    Index(
        "ix_activity_log_fan_out",
        "created_at",
        postgresql_where=text("changes ? 'fan_out'"),
        info={"serves": "the few entries with a wish to tell many people"},
    ),
)
