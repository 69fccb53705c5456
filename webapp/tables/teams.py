"""Groups of people in an organization."""

from sqlalchemy import Column, Table, Text, UniqueConstraint

from webapp.tables.base import identity, metadata, moment, reference

teams = Table(
    "teams",
    metadata,
    identity(),
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False),
    moment("created_at", now=True),
    UniqueConstraint("organization_id", "slug", name="uq_teams_organization_id_slug"),
)
