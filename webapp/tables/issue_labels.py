"""Which issue carries which label."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from webapp.tables.base import metadata, reference

issue_labels = Table(
    "issue_labels",
    metadata,
    reference("issue_id", "issues.id", on_delete="CASCADE"),
    reference("label_id", "labels.id", on_delete="CASCADE"),
    PrimaryKeyConstraint("issue_id", "label_id", name="issue_labels_pkey"),
    Index("ix_issue_labels_label_id", "label_id", "issue_id", info={"serves": "the label filter of boards"}),
)
