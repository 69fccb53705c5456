"""The tracker's database before any engineer touches it.

Clean by construction: each foreign key that is joined or cascaded is indexed (people are deactivated, never
deleted, so columns that only name an author are not), no index is redundant, each has a query that uses it.
The DDL stands in baseline.sql.
"""

from pathlib import Path

from alembic import op

from roadmap.prerequisites import require_extensions

revision = "baseline"
down_revision = None

EXTENSIONS = ("pg_stat_statements", "pg_trgm", "btree_gin")
DDL = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    if not op.get_context().as_sql:
        require_extensions(op.get_bind(), EXTENSIONS)
    for extension in EXTENSIONS:
        op.execute(f"create extension if not exists {extension}")
    op.execute("create schema if not exists lab")
    op.execute(DDL.read_text())


def downgrade() -> None:
    for kind, name in reversed(created(DDL.read_text())):
        op.execute(f"drop {kind} {name}")
    op.execute("drop schema lab cascade")


def created(ddl: str) -> list[tuple[str, str]]:
    """The tables and types that a script creates, in order, as (kind, name)."""
    words = [line.split() for line in ddl.splitlines() if line.startswith(("create table", "create type"))]
    return [(line[1], line[2]) for line in words]
