"""Limits: statement timeouts, an exhausted pool and rate limits are documented answers, not hung requests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client, token_of
from webapp.app import create_app
from webapp.database import db
from webapp.settings import Settings

MakeApp = Callable[..., APIFlask]


@pytest.fixture
def make_app(app_settings: Settings) -> Iterator[MakeApp]:
    """A function that makes an app on this test's database with settings of its own."""
    made: list[APIFlask] = []

    def make(**changes: object) -> APIFlask:
        made.append(create_app(app_settings.model_copy(update=changes)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def _member(app: APIFlask) -> Client:
    return Client(app.test_client(), token_of(app, 3))


@contextmanager
def _locked(database: Engine, statement: str) -> Iterator[None]:
    with database.begin() as connection:
        connection.execute(text(statement))
        yield


def test_a_statement_over_its_limit_is_a_503_to_try_again(make_app: MakeApp, world_database: Engine) -> None:
    member = _member(make_app(statement_timeout_ms=100))
    with _locked(world_database, "select from issues where id = 1 for update"):
        response = member.call("PATCH", "/issues/1", json={"title": "Late"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert member.patch("/issues/1", {"title": "In time"})["version"] == 2


def test_analytics_have_a_limit_of_their_own(make_app: MakeApp, world_database: Engine) -> None:
    member = _member(make_app(statement_timeout_ms=30_000, analytics_timeout_ms=100))
    with _locked(world_database, "lock table issues in access exclusive mode"):
        member.get("/analytics/organization", 503)


def test_an_exhausted_pool_is_a_503_to_try_again(make_app: MakeApp) -> None:
    app = make_app(database_pool_size=1, database_pool_timeout_s=0.1)
    with app.app_context(), db.engine.connect():
        response = _member(app).call("GET", "/projects")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert _member(app).get("/projects")


def test_a_lost_connection_is_one_503_and_then_mended(make_app: MakeApp, world_database: Engine) -> None:
    member = _member(make_app(database_pool_size=1))
    member.get("/projects")
    with world_database.begin() as connection:
        connection.execute(
            text("""select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'taskpilot-web' and datname = current_database()""")
        )
    member.get("/projects", 503)
    assert member.get("/projects")


def test_a_rate_limit_counts_each_user_by_themselves(make_app: MakeApp, redis_url: str) -> None:
    app = make_app(taskpilot_rate_limit="3/hour", redis_url=redis_url)
    for _ in range(3):
        _member(app).get("/projects")
    response = _member(app).call("GET", "/projects")
    assert (response.status_code, response.mimetype) == (429, "application/problem+json")
    assert response.headers["X-RateLimit-Limit"] == "3"
    assert int(response.headers["Retry-After"]) > 0
    Client(app.test_client(), token_of(app, 1)).get("/projects")


def test_a_rate_limit_without_redis_limits_nobody(make_app: MakeApp) -> None:
    member = _member(make_app(taskpilot_rate_limit="1/hour", redis_url="redis://127.0.0.1:1/0"))
    assert member.get("/projects")
    assert member.get("/projects")


def test_without_a_setting_nothing_is_counted(member: Client) -> None:
    assert "X-RateLimit-Limit" not in member.call("GET", "/projects").headers
