"""The baseline: what the migration makes, what SQLAlchemy believes, what is clean about it."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from webapp.tables import metadata


def test_tables_and_migration_agree(database: Engine) -> None:
    with database.connect() as connection:
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
