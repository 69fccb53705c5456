"""A small seeded database, made once, and copies of it."""

from datetime import date

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from seeding.run import seed_database
from seeding.spec import Spec
from tests.conftest import CopyDatabase

SMALL = Spec(scale=0.001, seed=7, until=date(2026, 3, 4))


@pytest.fixture(scope="session")
def seeded_template(template: str, copy_database: CopyDatabase) -> str:
    """The name of a seeded database that tests copy and leave alone."""
    url = copy_database(template)
    seed_database(url, SMALL, jobs=1)
    return str(make_url(url).database)


@pytest.fixture
def seeded_url(seeded_template: str, copy_database: CopyDatabase) -> str:
    """The URL of a seeded database of this test's own."""
    return copy_database(seeded_template)


@pytest.fixture
def seeded(seeded_url: str) -> Engine:
    """An engine on it."""
    return create_engine(seeded_url, poolclass=NullPool)


@pytest.fixture(scope="session")
def seeded_once(seeded_template: str, copy_database: CopyDatabase) -> Engine:
    """An engine on a seeded database that tests only read."""
    return create_engine(copy_database(seeded_template), poolclass=NullPool)
