"""What issues live in; `last_issue_number` counts them, so numbers have no gaps."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, text

from webapp.tables.base import enum, identity, metadata, moment, reference

PROJECT_STATUSES = ("planned", "active", "paused", "completed", "archived")
project_status = enum("project_status", *PROJECT_STATUSES)

projects = Table(
    "projects",
    metadata,
    identity(),
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    reference("team_id", "teams.id", nullable=True, on_delete="SET NULL"),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=text("''")),
    Column("status", project_status, nullable=False, server_default=text("'active'")),
    Column("last_issue_number", Integer, nullable=False, server_default=text("0")),
    moment("created_at", now=True),
    UniqueConstraint("organization_id", "key", name="uq_projects_organization_id_key"),
    CheckConstraint("key ~ '^[A-Z][A-Z0-9]{0,9}$'", name="ck_projects_key"),
    Index("ix_projects_team_id", "team_id", info={"serves": "a team's projects: GET /projects?team_id="}),
)
