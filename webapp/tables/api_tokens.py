"""Tokens for integrations; only their SHA-256 is stored."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY

from webapp.tables.base import identity, metadata, moment, reference

api_tokens = Table(
    "api_tokens",
    metadata,
    identity(),
    reference("user_id", "users.id", on_delete="CASCADE"),
    Column("name", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    moment("created_at", now=True),
    moment("last_used_at", nullable=True),
    moment("expires_at", nullable=True),
    moment("revoked_at", nullable=True),
    UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
    Index("ix_api_tokens_user_id", "user_id", info={"serves": "a person's tokens"}),
)
