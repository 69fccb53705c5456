"""On a tenth of a full seed nothing that the personas ask scans a large table, analytics aside."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from seeding.run import seed_database
from seeding.spec import Spec
from tests.conftest import CopyDatabase
from tests.webapp.conftest import SERVICE_TOKEN, Client, settings_of_the_tests
from webapp.app import create_app
from webapp.auth import access_token
from webapp.database import db

pytestmark = pytest.mark.slow

LARGE = ["issues", "comments", "activity_log", "notifications"]
BUSIEST = """
select u.id as user_id, u.organization_id, p.id as project_id, i.id as issue_id
from projects p
join lateral (select id from issues where project_id = p.id order by number desc limit 1) i on true
join lateral (
    select * from users
    where organization_id = p.organization_id and active and role = 'member'
    order by id limit 1
) u on true
order by p.last_issue_number desc limit 1
"""
SCANS = """select relname::text, seq_scan from pg_stat_user_tables where relname = any(:large) order by 1"""
READS = [
    "/me",
    "/me/issues?status=todo,in_progress",
    "/projects",
    "/projects/{project_id}",
    "/projects/{project_id}/board",
    "/projects/{project_id}/issues",
    "/projects/{project_id}/issues?status=todo",
    "/projects/{project_id}/issues?status=in_progress,in_review&priority=urgent",
    "/projects/{project_id}/issues?assignee_id={user_id}",
    "/projects/{project_id}/issues?label=bug",
    "/issues/{issue_id}",
    "/issues/{issue_id}/comments",
    "/issues/{issue_id}/activity",
    "/search?q=error",
    "/search?q=login&project_id={project_id}",
    "/activity?page=1",
    "/activity?page=5",
    "/notifications",
    "/notifications?unread=true",
    "/internal/sla/check",
    "/internal/webhooks/pending",
    "/internal/recurring/due",
    "/internal/metrics/aggregate",
]
WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/issues", {"project_id": 0, "title": "Planned"}),
    ("PATCH", "/issues/{issue_id}", {"status": "in_review"}),
    ("POST", "/issues/{issue_id}/comments", {"body": "Planned"}),
    ("POST", "/notifications/read-all", {}),
    ("DELETE", "/issues/{issue_id}", {}),
]


@pytest.fixture(scope="module")
def seeded_url(template: str, copy_database: CopyDatabase) -> str:
    url = copy_database(template)
    seed_database(url, Spec(scale=0.1, seed=7, until=date(2026, 3, 4)))
    return url


@pytest.fixture(scope="module")
def database(seeded_url: str) -> Engine:
    return create_engine(seeded_url, poolclass=NullPool)


@pytest.fixture(scope="module")
def who(database: Engine) -> dict[str, int]:
    with database.connect() as connection:
        return dict(connection.execute(text(BUSIEST)).mappings().one())


@pytest.fixture(scope="module")
def seeded_app(seeded_url: str) -> Iterator[APIFlask]:
    made = create_app(settings_of_the_tests(seeded_url))
    yield made
    with made.app_context():
        db.engine.dispose()


def _scans(app: APIFlask, database: Engine) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("select pg_stat_force_next_flush()"))
        connection.commit()
    with database.connect() as connection:
        return dict(list(connection.execute(text(SCANS), {"large": LARGE})))


def _client(app: APIFlask, who: dict[str, int], path: str) -> Client:
    with app.app_context():
        token = access_token(who["user_id"], who["organization_id"], "member")
    return Client(app.test_client(), SERVICE_TOKEN if path.startswith("/internal/") else token)


def test_a_scan_would_be_seen(seeded_app: APIFlask, database: Engine) -> None:
    before = _scans(seeded_app, database)
    with seeded_app.app_context(), db.engine.connect() as connection:
        connection.execute(text("set max_parallel_workers_per_gather = 0"))
        connection.execute(text("select count(*) from comments where body = 'x'"))
    assert _scans(seeded_app, database)["comments"] == before["comments"] + 1


@pytest.mark.parametrize("path", READS)
def test_a_read_scans_no_large_table(
    seeded_app: APIFlask, database: Engine, who: dict[str, int], path: str
) -> None:
    before = _scans(seeded_app, database)
    _client(seeded_app, who, path).get(path.format(**who))
    assert _scans(seeded_app, database) == before


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_write_scans_no_large_table(
    seeded_app: APIFlask, database: Engine, who: dict[str, int], method: str, path: str, body: dict[str, Any]
) -> None:
    sent = {**body, "project_id": who["project_id"]} if "project_id" in body else body
    before = _scans(seeded_app, database)
    response = _client(seeded_app, who, path).call(method, path.format(**who), json=sent)
    assert response.status_code < 300, response.get_data(as_text=True)
    assert _scans(seeded_app, database) == before
