"""The app over real PostgreSQL with two organizations in it, and clients for whoever may call."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from lab.databases import provide_database
from lab.postgres import EmbeddedPostgres
from roadmap.apply import apply_until
from tests.webapp.world import insert_world
from webapp.app import create_app
from webapp.auth import access_token
from webapp.database import db
from webapp.settings import Settings

WORLD = "taskpilot_world"
SERVICE_TOKEN = "service-token-of-the-tests"
ROLES = {"owner": 1, "admin": 2, "member": 3, "guest": 4}


class Client:
    """One caller: JSON in, JSON out, with a bearer token."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The answer to a request; `path` is below /api/v1 unless it begins with two slashes."""
        headers = {**self.headers, **options.pop("headers", {})}
        target = path[1:] if path.startswith("//") else f"/api/v1{path}"
        return self.client.open(target, method=method, headers=headers, **options)

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        """The body of a GET that must answer `status`."""
        return self._body("GET", path, status, **options)

    def post(self, path: str, body: Any = None, status: int = 201, **options: Any) -> Any:
        """The body of a POST that must answer `status`."""
        return self._body("POST", path, status, **({} if body is None else {"json": body}), **options)

    def patch(self, path: str, body: Any, status: int = 200, **options: Any) -> Any:
        """The body of a PATCH that must answer `status`."""
        return self._body("PATCH", path, status, json=body, **options)

    def delete(self, path: str, status: int = 204, **options: Any) -> Any:
        """The body of a DELETE that must answer `status`."""
        return self._body("DELETE", path, status, **options)

    def _body(self, method: str, path: str, status: int, **options: Any) -> Any:
        response = self.call(method, path, **options)
        assert response.status_code == status, response.get_data(as_text=True)
        return response.get_json(silent=True)


@pytest.fixture(scope="session")
def world(postgres: EmbeddedPostgres) -> str:
    """A migrated database with both organizations, to be copied."""
    provide_database(postgres, WORLD)
    engine = create_engine(postgres.url(database=WORLD), poolclass=NullPool)
    apply_until(engine, 0)
    with engine.begin() as connection:
        insert_world(connection)
    return WORLD


@pytest.fixture(scope="session")
def quiet_url(world: str, copy_database: Callable[[str], str]) -> str:
    """The URL of a copy that no test changes."""
    return copy_database(world)


@pytest.fixture(scope="session")
def quiet_app(quiet_url: str) -> Iterator[APIFlask]:
    """An app on that copy."""
    made = create_app(settings_of_the_tests(quiet_url))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def world_url(world: str, copy_database: Callable[[str], str]) -> str:
    """The URL of this test's own copy."""
    return copy_database(world)


@pytest.fixture
def world_database(world_url: str) -> Engine:
    """An engine on this test's copy."""
    return create_engine(world_url, poolclass=NullPool)


@pytest.fixture
def app_settings(world_url: str) -> Settings:
    """Settings of an app on this test's copy, in demo mode."""
    return settings_of_the_tests(world_url)


def settings_of_the_tests(database_url: str) -> Settings:
    """Settings of an app in demo mode."""
    return Settings(
        _env_file=None,
        app_env="test",
        database_url=database_url,
        taskpilot_demo_mode=True,
        taskpilot_demo_off_loopback=True,
        taskpilot_service_token=SERVICE_TOKEN,
    )


@pytest.fixture
def app(request: pytest.FixtureRequest) -> Iterator[APIFlask]:
    """The app: on a copy of the test's own, or the quiet one for a test marked `reads_only`."""
    if request.node.get_closest_marker("reads_only"):
        yield request.getfixturevalue("quiet_app")
        return
    made = create_app(request.getfixturevalue("app_settings"))
    yield made
    with made.app_context():
        db.engine.dispose()


def token_of(app: APIFlask, user_id: int) -> str:
    """A bearer token of a user of the world."""
    organization_id = 101 if user_id > 100 else 1
    roles = {place: role for role, place in ROLES.items()}
    with app.app_context():
        return access_token(user_id, organization_id, roles[user_id % 100])


@pytest.fixture
def as_user(app: APIFlask) -> Callable[[int], Client]:
    """A function from a user's id to a client logged in as that user."""
    return lambda user_id: Client(app.test_client(), token_of(app, user_id))


@pytest.fixture
def anonymous(app: APIFlask) -> Client:
    """A client without a token."""
    return Client(app.test_client(), None)


@pytest.fixture
def service(app: APIFlask) -> Client:
    """A client with the service token."""
    return Client(app.test_client(), SERVICE_TOKEN)


@pytest.fixture
def owner(as_user: Callable[[int], Client]) -> Client:
    """The first organization's owner."""
    return as_user(1)


@pytest.fixture
def admin(as_user: Callable[[int], Client]) -> Client:
    """The first organization's admin."""
    return as_user(2)


@pytest.fixture
def member(as_user: Callable[[int], Client]) -> Client:
    """The first organization's member."""
    return as_user(3)


@pytest.fixture
def guest(as_user: Callable[[int], Client]) -> Client:
    """The first organization's guest."""
    return as_user(4)
