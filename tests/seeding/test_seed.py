"""A seed fills an empty database, and only an empty one."""

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from seeding.plan import build_plan
from seeding.run import seed_database
from seeding.state import StateError, is_empty
from seeding.tables import tables
from tests.seeding.conftest import SMALL

CATALOGUE = text("""
    select 'index ' || pg_get_indexdef(indexrelid) from pg_index
     where indrelid::regclass::text not like 'pg_%' and indrelid::regclass::text not like 'lab.%'
    union
    select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
           || ' ' || convalidated
      from pg_constraint where connamespace = 'public'::regnamespace
""")


def definitions(url: str) -> set[str]:
    """All indexes and constraints of a database."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        found = set(connection.execute(CATALOGUE).scalars())
    return {each for each in found if "pg_toast" not in each and " lab." not in each}


def test_every_table_gets_the_rows_of_the_plan(seeded: Engine) -> None:
    plan = build_plan(SMALL)
    with seeded.connect() as connection:
        for name, table in tables().items():
            found = connection.execute(text(f"select count(*) from {name}")).scalar_one()
            assert found == pytest.approx(table.total(plan), rel=0.1 if name == "team_members" else 0), name


def test_indexes_and_keys_are_as_before_the_seed(database_url: str, seeded_url: str) -> None:
    assert definitions(seeded_url) == definitions(database_url)


def test_a_migrated_database_is_empty_and_a_seeded_one_is_not(database: Engine, seeded: Engine) -> None:
    assert is_empty(database)
    assert not is_empty(seeded)


def test_a_seeded_database_is_refused(seeded_url: str) -> None:
    with pytest.raises(StateError, match="not empty"):
        seed_database(seeded_url, SMALL, jobs=1)


def test_rows_of_somebody_else_are_refused(database_url: str, database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("insert into organizations (name, slug) values ('Ours', 'ours')"))
    with pytest.raises(StateError, match="foreign"):
        seed_database(database_url, SMALL, jobs=1)


def test_new_rows_continue_the_seeds_numbers(seeded: Engine) -> None:
    add = (
        "insert into issues (organization_id, project_id, reporter_id, number, title)"
        " select organization_id, id, 1, 0, 'New' from projects limit 1 returning id"
    )
    with seeded.begin() as connection:
        last = connection.execute(text("select max(id) from issues")).scalar_one()
        assert connection.execute(text(add)).scalar_one() == last + 1


def test_statistics_are_there_after_a_seed(seeded: Engine) -> None:
    query = text("select count(*) from pg_stats where schemaname = 'public' and tablename = 'issues'")
    with seeded.connect() as connection:
        assert connection.execute(query).scalar_one() > 15
