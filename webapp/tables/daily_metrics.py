"""What the aggregation job counts per organization and day."""

from sqlalchemy import Column, Date, PrimaryKeyConstraint, Table
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import metadata, moment, reference

daily_metrics = Table(
    "daily_metrics",
    metadata,
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    Column("day", Date, nullable=False),
    moment("computed_at", now=True),
    Column("figures", JSONB, nullable=False),
    PrimaryKeyConstraint("organization_id", "day", name="daily_metrics_pkey"),
)
