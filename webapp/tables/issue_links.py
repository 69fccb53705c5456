"""How issues relate: stored once, shown from both ends."""

from sqlalchemy import CheckConstraint, Column, Index, Table, UniqueConstraint

from webapp.tables.base import enum, identity, metadata, moment, reference

LINK_TYPES = ("blocks", "duplicates", "relates")
link_type = enum("link_type", *LINK_TYPES)

issue_links = Table(
    "issue_links",
    metadata,
    identity(),
    reference("source_id", "issues.id", on_delete="CASCADE"),
    reference("target_id", "issues.id", on_delete="CASCADE"),
    Column("link_type", link_type, nullable=False),
    moment("created_at", now=True),
    UniqueConstraint("source_id", "target_id", "link_type", name="uq_issue_links_source_id_target_id_type"),
    CheckConstraint("source_id <> target_id", name="ck_issue_links_not_itself"),
    Index(
        "ix_issue_links_target_id",
        "target_id",
        info={"serves": "an issue's links seen from the other end: issue detail"},
    ),
)
