"""On a tenth of a full seed no operation scans a large table, analytics aside.

Made from the OpenAPI document, and with the filters that the personas use: a new operation is covered the day
it is born, and a new path parameter asks for an id here.
"""

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
from tests.webapp.operations import own_operations
from tests.webapp.samples import OUTSIDE, least_body
from webapp.app import create_app
from webapp.auth import access_token
from webapp.database import db
from webapp.passwords import mark_of
from webapp.queries.named import statement
from webapp.rows import fetch_all

pytestmark = pytest.mark.slow

LARGE = ["issues", "comments", "activity_log", "notifications"]
PASSWORD = "select password_hash from users where id = :user_id"
BUSIEST = """
select u.id as user_id, u.organization_id, p.id as project_id, i.id as issue_id, c.issue_id as commented_id,
    (select id from projects o where o.organization_id = p.organization_id and last_issue_number > 0
     order by last_issue_number limit 1) as small_id
from projects p
join lateral (
    select c.issue_id from comments c join issues o on o.id = c.issue_id where o.project_id = p.id limit 1
) c on true
join lateral (select id from issues where project_id = p.id order by number desc limit 1) i on true
join lateral (
    select * from users
    where organization_id = p.organization_id and active and role = 'owner'
    order by id limit 1
) u on true
order by p.last_issue_number desc limit 1
"""
SCANS = """select relname::text, seq_scan from pg_stat_user_tables where relname = any(:large) order by 1"""
FILTERED = [
    "/me/issues?status=todo,in_progress",
    "/projects/{project_id}/issues?status=todo",
    "/projects/{project_id}/issues?status=in_progress,in_review&priority=urgent",
    "/projects/{project_id}/issues?assignee_id={user_id}",
    "/projects/{project_id}/issues?label=bug",
    "/projects?team_id={team_id}",
    "/search?q=login&project_id={project_id}",
    "/activity?page=5",
    "/notifications?unread=true",
]
ROOT = "/api/v1"
BY_AN_ID = {
    "comment_id": "select id from comments where issue_id = :commented_id order by id limit 1",
    "cycle_id": "select id from cycles where project_id = :project_id order by id limit 1",
    "label_id": "select id from labels where project_id = :project_id order by id limit 1",
    "team_id": "select id from teams where organization_id = :organization_id order by id limit 1",
    "attachment_id": """select a.id from attachments a join issues i on i.id = a.issue_id
        where i.organization_id = :organization_id limit 1""",
    "link_id": """select k.id from issue_links k join issues i on i.id = k.source_id
        where i.organization_id = :organization_id limit 1""",
    "notification_id": "select id from notifications where user_id = :user_id order by id limit 1",
    "webhook_id": "select id from webhooks where organization_id = :organization_id order by id limit 1",
    "delivery_id": """select id from webhook_deliveries where webhook_id in (
        select min(id) from webhooks where organization_id = :organization_id) limit 1""",
    "token_id": "select id from api_tokens where user_id = :user_id limit 1",
    "report_id": "select id from reports where organization_id = :organization_id limit 1",
}
READS = [
    path.removeprefix(ROOT)
    for method, path in own_operations()
    if method == "GET" and path.startswith(ROOT) and "/analytics/" not in path
]
CHANGES = [
    (method, path.removeprefix(ROOT))
    for method, path in own_operations()
    if method != "GET" and not path.startswith(OUTSIDE)
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
    """The busiest project, its organization's owner, and an id for each path parameter (else 1)."""
    with database.connect() as connection:
        found = dict(connection.execute(text(BUSIEST)).mappings().one())
        for name, statement in BY_AN_ID.items():
            found[name] = connection.execute(text(statement), found).scalar() or 1
    return found


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
    with app.app_context(), db.engine.connect() as connection:
        stored = connection.execute(text(PASSWORD), who).scalar_one()
        token = access_token(who["user_id"], who["organization_id"], "owner", mark_of(stored))
    return Client(app.test_client(), SERVICE_TOKEN if path.startswith("/internal/") else token)


def test_a_scan_would_be_seen(seeded_app: APIFlask, database: Engine) -> None:
    before = _scans(seeded_app, database)
    with seeded_app.app_context(), db.engine.connect() as connection:
        connection.execute(text("set max_parallel_workers_per_gather = 0"))
        connection.execute(text("select count(*) from comments where body = 'x'"))
    assert _scans(seeded_app, database)["comments"] == before["comments"] + 1


@pytest.mark.parametrize("path", [*READS, *FILTERED])
def test_a_read_scans_no_large_table(
    seeded_app: APIFlask, database: Engine, who: dict[str, int], path: str
) -> None:
    before = _scans(seeded_app, database)
    target = path.format(**who) + ("?q=error" if path == "/search" else "")
    response = _client(seeded_app, who, path).call("GET", target)
    assert response.status_code == 200 or path == "/reports/{report_id}", response.get_data(as_text=True)
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


def _last_things_last(change: tuple[str, str]) -> tuple[bool, bool]:
    return change[0] == "DELETE", change == ("DELETE", "/projects/{project_id}")


@pytest.mark.parametrize(("method", "path"), sorted(CHANGES, key=_last_things_last))
def test_any_change_scans_no_large_table(
    seeded_app: APIFlask, database: Engine, who: dict[str, int], method: str, path: str
) -> None:
    ids = {**who, "project_id": who["small_id"]} if method == "DELETE" else who
    named = {"project_id": ids["project_id"], "ids": [ids["issue_id"]], "issue": str(ids["commented_id"])}
    body = least_body(method, ROOT + path, 0)
    sent = {name: named.get(name, value) for name, value in (body or {}).items()}
    before = _scans(seeded_app, database)
    response = _client(seeded_app, who, path).call(
        method, path.format(**ids), **({} if body is None else {"json": sent})
    )
    assert response.status_code < 500, response.get_data(as_text=True)
    assert _scans(seeded_app, database) == before


def test_a_search_looks_at_its_own_organizations_part_of_the_index(
    database: Engine, who: dict[str, int]
) -> None:
    words = {
        "q": "error",
        "narrow": "%erro%",
        "pattern": "%error%",
        "project_id": None,
        "after_rank": None,
        "after_id": None,
    }
    parameters = {**words, "organization_id": who["organization_id"], "candidates": 300, "fetch": 51}
    with database.connect() as connection:
        plan = fetch_all(connection, f"explain {statement('search')}", parameters)
    lines = [row["QUERY PLAN"] for row in plan]
    condition = next(one for one in lines if "Index Cond" in one and "~~*" in one)
    assert "organization_id" in condition, lines
