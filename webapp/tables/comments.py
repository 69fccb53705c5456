"""What people say on an issue; internal ones are hidden from guests."""

from sqlalchemy import Boolean, Column, Index, Table, Text, text

from webapp.tables.base import identity, metadata, moment, reference

comments = Table(
    "comments",
    metadata,
    identity(),
    reference("issue_id", "issues.id", on_delete="CASCADE"),
    reference("user_id", "users.id"),
    moment("created_at", now=True),
    moment("updated_at", now=True),
    Column("is_internal", Boolean, nullable=False, server_default=text("false")),
    Column("body", Text, nullable=False),
    Index("ix_comments_issue_id", "issue_id", "id", info={"serves": "an issue's comments in order"}),
)
