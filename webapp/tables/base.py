"""What the tables share: the metadata, identity keys and timestamps."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Identity, MetaData, text
from sqlalchemy.dialects.postgresql import ENUM

metadata = MetaData()


def identity() -> Column[int]:
    """A bigint key that PostgreSQL numbers."""
    return Column("id", BigInteger, Identity(always=False), primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False, on_delete: str | None = None) -> Column[int]:
    """A bigint column that refers to `target`, for example "issues.id"."""
    return Column(name, BigInteger, ForeignKey(target, ondelete=on_delete), nullable=nullable)


def moment(name: str, *, nullable: bool = False, now: bool = False) -> Column[object]:
    """A timestamptz column; `now` makes the time of the transaction its default."""
    default = text("now()") if now else None
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)


def enum(name: str, *values: str) -> ENUM:
    """An enum type that the migration creates."""
    return ENUM(*values, name=name, metadata=metadata, create_type=False)


EMPTY_OBJECT = text("'{}'::jsonb")
