"""What a person is told; reading one sets `read_at`."""

from sqlalchemy import Column, Index, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import EMPTY_OBJECT, enum, identity, metadata, moment, reference

NOTIFICATION_TYPES = (
    "issue_assigned",
    "issue_commented",
    "issue_mentioned",
    "issue_status_changed",
    "issue_overdue",
    "report_ready",
)
notification_type = enum("notification_type", *NOTIFICATION_TYPES)

notifications = Table(
    "notifications",
    metadata,
    identity(),
    reference("user_id", "users.id", on_delete="CASCADE"),
    moment("created_at", now=True),
    moment("read_at", nullable=True),
    Column("type", notification_type, nullable=False),
    Column("data", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Index(
        "ix_notifications_user_id", "user_id", "id", info={"serves": "a person's notifications, newest first"}
    ),
    Index(
        "ix_notifications_unread",
        "user_id",
        "id",
        postgresql_where=text("read_at is null"),
        info={"serves": "the unread ones: the bell, mark all read"},
    ),
)
