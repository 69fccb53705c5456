"""Files of an issue: the metadata; bytes stand in `attachment_blobs` or an object store."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Table, Text

from webapp.tables.base import identity, metadata, moment, reference

attachments = Table(
    "attachments",
    metadata,
    identity(),
    reference("issue_id", "issues.id", on_delete="CASCADE"),
    reference("user_id", "users.id"),
    Column("file_size", BigInteger, nullable=False),
    moment("created_at", now=True),
    Column("filename", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("storage_key", Text, nullable=False),
    CheckConstraint("file_size >= 0", name="ck_attachments_file_size"),
    Index("ix_attachments_issue_id", "issue_id", info={"serves": "an issue's attachments: issue detail"}),
)
