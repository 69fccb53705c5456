"""What `flask lab up` does to a database before anything uses it."""

import secrets
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from lab.databases import provide_database
from lab.postgres import EmbeddedPostgres
from lab.prepare import prepare_database
from roadmap.apply import current_revision
from seeding.load import Loaded
from seeding.plan import Plan
from seeding.run import SeedStopped, Silent, seed_database
from seeding.spec import Spec, today
from seeding.state import State, state
from webapp.database import command_engine

SCALE = 0.0005


@pytest.fixture
def empty_url(postgres: EmbeddedPostgres) -> str:
    """The URL of a database that was never migrated."""
    name = f"prepared_{secrets.token_hex(4)}"
    provide_database(postgres, name)
    return postgres.url(database=name)


class StopsAtOnce(Silent):
    """A seed's progress that interrupts it."""

    def loaded(self, chunk: Loaded) -> None:
        raise KeyboardInterrupt

    def begin(self, plan: Plan, done: Sequence[Loaded]) -> None:
        pass


def found(url: str) -> State:
    with command_engine(url, "test").connect() as connection:
        return state(connection)


def test_an_empty_database_is_migrated_and_filled(empty_url: str) -> None:
    said: list[str] = []
    prepare_database(empty_url, SCALE, said.append)
    assert found(empty_url) is State.SEEDED
    with command_engine(empty_url, "test").connect() as connection:
        assert current_revision(connection) == "baseline"
    assert said[0].startswith("filling the empty database")


def test_a_filled_database_is_left_alone(database_url: str) -> None:
    with command_engine(database_url, "test").begin() as connection:
        connection.execute(text("insert into organizations (name, slug) values ('Mine', 'mine')"))
    said: list[str] = []
    prepare_database(database_url, SCALE, said.append)
    assert (found(database_url), said) == (State.FOREIGN, [])


def test_a_seed_that_was_stopped_is_gone_on_with(database_url: str) -> None:
    with pytest.raises(SeedStopped):
        seed_database(database_url, Spec(SCALE, 42, today()), jobs=1, progress=StopsAtOnce())
    assert found(database_url) is State.UNFINISHED
    said: list[str] = []
    prepare_database(database_url, SCALE, said.append)
    assert found(database_url) is State.SEEDED
    assert said[0].startswith("going on with a seed")
