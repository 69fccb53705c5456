"""Weekly reports that the jobs store for each organization."""

from sqlalchemy import Column, Date, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import identity, metadata, moment, reference

reports = Table(
    "reports",
    metadata,
    identity(),
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    Column("week", Date, nullable=False),
    moment("created_at", now=True),
    Column("body", JSONB, nullable=False),
    UniqueConstraint("organization_id", "week", name="uq_reports_organization_id_week"),
)
