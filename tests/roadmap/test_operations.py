"""Concurrent index builds that recover, and backfills in batches, on a real database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text

from roadmap.operations import IndexFailed, backfill, create_index_concurrently, drop_index_concurrently

BATCH = "update issues set title = 'new' where title <> 'new' and id >= :low and id < :high"


@contextmanager
def migrating(engine: Engine) -> Iterator[None]:
    """Run operations as a change does."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
        with Operations.context(context), context.begin_transaction(_per_migration=True):
            yield


def valid(engine: Engine, name: str) -> bool | None:
    with engine.connect() as connection:
        query = text("select indisvalid from pg_index where indexrelid = to_regclass(:name)")
        found: bool | None = connection.execute(query, {"name": name}).scalar()
        return found


def build(engine: Engine, columns: list[str]) -> None:
    with migrating(engine):
        create_index_concurrently("ix_try", "issues", columns, where="estimate > 0")


def test_an_index_is_built_and_dropped(tracker: Engine) -> None:
    build(tracker, ["title", "lower(title)"])
    assert valid(tracker, "ix_try") is True
    with migrating(tracker):
        drop_index_concurrently("ix_try")
    assert valid(tracker, "ix_try") is None


def test_an_invalid_index_is_built_anew(tracker: Engine, as_superuser: Callable[[Engine, str], None]) -> None:
    build(tracker, ["title"])
    as_superuser(tracker, "update pg_index set indisvalid = false where indexrelid = 'ix_try'::regclass")
    build(tracker, ["title"])
    assert valid(tracker, "ix_try") is True


def test_a_valid_index_with_the_same_definition_is_kept(tracker: Engine) -> None:
    build(tracker, ["title"])
    with tracker.connect() as connection:
        before = connection.execute(text("select 'ix_try'::regclass::oid")).scalar()
    build(tracker, ["title"])
    with tracker.connect() as connection:
        assert connection.execute(text("select 'ix_try'::regclass::oid")).scalar() == before


def test_a_name_that_belongs_to_another_definition_is_refused(tracker: Engine) -> None:
    build(tracker, ["title"])
    with pytest.raises(IndexFailed, match="ix_try is there with another definition"):
        build(tracker, ["number"])


def test_a_backfill_commits_each_batch(tracker: Engine) -> None:
    with migrating(tracker):
        backfill("issues", BATCH, rows=150)
    with tracker.connect() as connection:
        versions = text(
            "select count(distinct xmin::text), count(*) filter (where title = 'new') from issues"
        )
        assert tuple(connection.execute(versions).one()) == (3, 400)


def test_a_backfill_of_an_empty_table_does_nothing(database: Engine) -> None:
    with migrating(database):
        backfill("issues", BATCH)
    with database.connect() as connection:
        assert connection.execute(text("select count(*) from issues")).scalar() == 0


def test_offline_both_are_written_out(tracker: Engine) -> None:
    written = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        create_index_concurrently("ix_try", "issues", ["title"])
        backfill("issues", BATCH)
    assert "create index concurrently ix_try on issues using btree (title);" in written.getvalue()
    with tracker.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        loop = written.getvalue()[written.getvalue().index("do $$") :].partition("end $$")[0] + "end $$"
        connection.exec_driver_sql(loop)
        assert connection.execute(text("select count(*) from issues where title = 'new'")).scalar() == 400
