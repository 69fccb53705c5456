"""The app with the console, a folder of its own for what the console keeps, and samples written by hand."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from dashboards.console import state
from lab.sampler.store import Store
from tests.conftest import CopyDatabase
from webapp.app import create_app
from webapp.database import db
from webapp.settings import Settings

TOKEN = "console-token-of-the-tests"

Add = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lab's folder of this test."""
    monkeypatch.setenv("TASKPILOT_LAB_DIR", str(tmp_path))
    state._last.clear()
    return tmp_path


@pytest.fixture
def make_app(template: str, copy_database: CopyDatabase, folder: Path) -> Iterator[Callable[..., APIFlask]]:
    """Makes an app on a migrated database, with settings of the test's own."""
    made: list[APIFlask] = []

    def make(**settings: Any) -> APIFlask:
        url = copy_database(template)
        given = {"app_env": "test", "database_url": url, "taskpilot_locust_port": 1, **settings}
        made.append(create_app(Settings(_env_file=None, **given)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def page(make_app: Callable[..., APIFlask]) -> FlaskClient:
    """A client of an open console."""
    return make_app().test_client()


@pytest.fixture
def add(folder: Path) -> Iterator[Add]:
    """Adds rows to the lab's samples, `ago` seconds old."""
    (folder / "watch").mkdir()
    store = Store(folder / "watch/samples.sqlite")

    def add_rows(table: str, *rows: dict[str, Any], ago: float = 0) -> None:
        store.add(table, time.time() - ago, rows)
        store.commit()

    yield add_rows
    store.close()
