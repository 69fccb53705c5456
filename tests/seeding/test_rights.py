"""A role that may not seed, and a database that is not migrated, are refused before the first row."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from lab.databases import admin_engine
from lab.postgres import EmbeddedPostgres
from seeding.run import seed_database
from seeding.state import StateError
from tests.conftest import CopyDatabase
from tests.seeding.conftest import SMALL


def test_a_role_that_does_not_own_the_tables_is_refused(
    postgres: EmbeddedPostgres, database_url: str
) -> None:
    name = str(make_url(database_url).database)
    with admin_engine(postgres, name).connect() as admin:
        admin.execute(text("create role reader login password 'reader'"))
        admin.execute(text("grant select on all tables in schema public to reader"))
    reader = make_url(database_url).set(username="reader", password="reader")
    try:
        with pytest.raises(StateError, match="does not own"):
            seed_database(reader.render_as_string(hide_password=False), SMALL, jobs=1)
    finally:
        with admin_engine(postgres, name).connect() as admin:
            admin.execute(text("drop owned by reader"))
            admin.execute(text("drop role reader"))


def test_a_database_without_tables_is_refused(copy_database: CopyDatabase) -> None:
    with pytest.raises(StateError, match="flask roadmap apply --day 0"):
        seed_database(copy_database("template1"), SMALL, jobs=1)


def test_two_seeds_at_once_are_refused(database_url: str) -> None:
    with create_engine(database_url, poolclass=NullPool).connect() as other:
        other.execute(text("select pg_advisory_lock(7305001)"))
        with pytest.raises(StateError, match="another 'flask seed'"):
            seed_database(database_url, SMALL, jobs=1)
