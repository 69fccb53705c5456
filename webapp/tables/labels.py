"""Labels of a project."""

from sqlalchemy import CheckConstraint, Column, Table, Text, UniqueConstraint, text

from webapp.tables.base import identity, metadata, reference

labels = Table(
    "labels",
    metadata,
    identity(),
    reference("project_id", "projects.id", on_delete="CASCADE"),
    Column("name", Text, nullable=False),
    Column("color", Text, nullable=False, server_default=text("'#808080'")),
    Column("description", Text, nullable=False, server_default=text("''")),
    UniqueConstraint("project_id", "name", name="uq_labels_project_id_name"),
    CheckConstraint("color ~ '^#[0-9a-f]{6}$'", name="ck_labels_color"),
)
