"""The app of the API's tests, serving the small roadmap."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

import roadmap.features
from tests.webapp.conftest import (  # noqa: F401
    anonymous,
    app_settings,
    as_user,
    owner,
    world_database,
    world_url,
)
from tests.webapp.world import insert_world
from webapp.app import create_app
from webapp.database import db
from webapp.queries.named import replace_with
from webapp.settings import Settings


@pytest.fixture(scope="session")
def world(template: str, copy_database: Callable[[str], str]) -> str:
    """The name of a migrated database with the API tests' two organizations."""
    url = make_url(copy_database(template))
    with create_engine(url, poolclass=NullPool).begin() as connection:
        insert_world(connection)
    return str(url.database)


@pytest.fixture
def app(small_roadmap: Path, app_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[APIFlask]:  # noqa: F811
    """The app with the features of the small roadmap."""
    monkeypatch.setattr(roadmap.features, "blueprint", roadmap.features.make_blueprint())
    made = create_app(app_settings)
    yield made
    replace_with(lambda name: None)
    with made.app_context():
        db.engine.dispose()
