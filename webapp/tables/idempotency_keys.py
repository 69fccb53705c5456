"""Answers to creates that named an Idempotency-Key, kept for a day so that a retry gets the same one."""

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from webapp.tables.base import metadata, moment, reference

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    reference("user_id", "users.id", on_delete="CASCADE"),
    moment("created_at", now=True),
    Column("response_status", SmallInteger),
    Column("key", Text, nullable=False),
    Column("request_hash", LargeBinary, nullable=False),
    Column("response", JSONB),
    PrimaryKeyConstraint("user_id", "key", name="idempotency_keys_pkey"),
    Index("ix_idempotency_keys_created_at", "created_at", info={"serves": "the clean-up of old answers"}),
)
