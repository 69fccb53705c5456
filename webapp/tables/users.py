"""People of one organization; they are deactivated, never deleted."""

from sqlalchemy import Boolean, Column, Index, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import EMPTY_OBJECT, enum, identity, metadata, moment, reference

USER_ROLES = ("owner", "admin", "member", "guest")
user_role = enum("user_role", *USER_ROLES)

users = Table(
    "users",
    metadata,
    identity(),
    reference("organization_id", "organizations.id", on_delete="CASCADE"),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("avatar_url", Text),
    Column("role", user_role, nullable=False, server_default=text("'member'")),
    Column("password_hash", Text),
    Column("preferences", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    moment("created_at", now=True),
    UniqueConstraint("email", name="uq_users_email"),
    Index(
        "ix_users_organization_id",
        "organization_id",
        "id",
        info={"serves": "the people of an organization: workload, the users list"},
    ),
)
