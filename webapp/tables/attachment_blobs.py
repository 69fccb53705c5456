"""Stand-ins for attachments' bytes, filled by `flask seed grow` only (off with --no-blobs)."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table

from webapp.tables.base import metadata

attachment_blobs = Table(
    "attachment_blobs",
    metadata,
    Column(
        "attachment_id",
        BigInteger,
        ForeignKey("attachments.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("content", LargeBinary, nullable=False),
)
