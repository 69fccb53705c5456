"""Tenants: every other row belongs to exactly one of them."""

from sqlalchemy import Column, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import EMPTY_OBJECT, enum, identity, metadata, moment

PLAN_TYPES = ("free", "team", "business", "enterprise")
plan_type = enum("plan_type", *PLAN_TYPES)

organizations = Table(
    "organizations",
    metadata,
    identity(),
    Column("name", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("plan_type", plan_type, nullable=False, server_default=text("'free'")),
    Column("settings", JSONB, nullable=False, server_default=EMPTY_OBJECT),
    moment("created_at", now=True),
    UniqueConstraint("slug", name="uq_organizations_slug"),
)
