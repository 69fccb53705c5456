"""The baseline: what the migration makes, what SQLAlchemy believes, what is clean about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from lab.databases import admin_engine, provide_database
from lab.postgres import EmbeddedPostgres
from roadmap.apply import apply_until
from roadmap.catalogue import alembic_config
from roadmap.prerequisites import PrerequisiteError
from roadmap.schema_page import page
from webapp.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
AUTHORS = {  # people are deactivated, never deleted
    ("issues", "reporter_id"),
    ("comments", "user_id"),
    ("attachments", "user_id"),
    ("activity_log", "user_id"),
}
UNINDEXED_FOREIGN_KEYS = """
    select c.conrelid::regclass::text as name, a.attname as column_name
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and not exists (
           select from pg_index x where x.indrelid = c.conrelid and x.indkey[0] = c.conkey[1]
            and x.indpred is null and x.indisvalid)
"""
REDUNDANT_INDEXES = """
    select a.indexrelid::regclass::text from pg_index a join pg_index b using (indrelid)
      join pg_class ac on ac.oid = a.indexrelid join pg_class bc on bc.oid = b.indexrelid
     where a.indexrelid <> b.indexrelid and ac.relam = bc.relam and a.indrelid >= 16384
       and a.indpred is not distinct from b.indpred
       and b.indkey::text || ' ' like a.indkey::text || ' %'
"""


@pytest.fixture
def migrated(each_postgres: EmbeddedPostgres) -> Iterator[Engine]:
    """A migrated database on the oldest and on the newest version."""
    provide_database(each_postgres, "baseline_check")
    engine = create_engine(each_postgres.url(database="baseline_check"), poolclass=NullPool)
    apply_until(engine, 0)
    yield engine
    with admin_engine(each_postgres).connect() as connection:
        connection.execute(text("drop database baseline_check"))


def test_tables_and_migration_agree(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, metadata)
    assert [d for d in differences if "alembic_version" not in str(d)] == []


def test_enums_agree(database: Engine) -> None:
    declared = {
        column.type.name: list(column.type.enums)
        for table in metadata.tables.values()
        for column in table.columns
        if hasattr(column.type, "enums")
    }
    with database.connect() as connection:
        rows = connection.execute(
            text(
                "select t.typname, array_agg(e.enumlabel order by e.enumsortorder) as labels"
                " from pg_enum e join pg_type t on t.oid = e.enumtypid group by 1"
            )
        )
        assert declared == {row.typname: row.labels for row in rows}


def test_only_author_columns_have_no_index(database: Engine) -> None:
    with database.connect() as connection:
        assert {tuple(row) for row in connection.execute(text(UNINDEXED_FOREIGN_KEYS))} == AUTHORS


def test_no_index_is_redundant(database: Engine) -> None:
    with database.connect() as connection:
        assert connection.execute(text(REDUNDANT_INDEXES)).scalars().all() == []


def test_a_redundant_index_would_be_seen(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("create index doubled on comments (issue_id)"))
        assert connection.execute(text(REDUNDANT_INDEXES)).scalars().all() == ["doubled"]


def test_every_index_says_what_it_serves() -> None:
    silent = [i.name for t in metadata.tables.values() for i in t.indexes if not i.info.get("serves")]
    assert silent == []


def test_a_downgrade_leaves_nothing(migrated: Engine) -> None:
    with migrated.connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = connection.execute(
            text(
                "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
                " union all select typname from pg_type where typtype = 'e'"
            )
        )
        assert left.scalars().all() == ["alembic_version"]


def test_a_missing_extension_is_named(postgres: EmbeddedPostgres) -> None:
    provide_database(postgres, "without_extension")
    with admin_engine(postgres, "without_extension").connect() as connection:
        connection.execute(text("drop extension pg_stat_statements"))
    engine = create_engine(postgres.url(database="without_extension"), poolclass=NullPool)
    with pytest.raises(PrerequisiteError, match="superuser run 'create extension pg_stat_statements'"):
        apply_until(engine, 0)


def test_the_schema_page_is_current() -> None:
    assert (ROOT / "docs" / "SCHEMA.md").read_text() == "\n".join(page()).rstrip() + "\n"
