"""No operation of the OpenAPI document reads or changes anything of another organization.

Made from the document: a new operation is covered the day it is born, and a new path parameter asks for an id
in `samples`.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from tests.webapp.conftest import Client, token_of
from tests.webapp.operations import document, operations, own_operations
from tests.webapp.samples import OUTSIDE, REFERENCES, body_schema, filled, least_body, references_of, shifted
from tests.webapp.world import OTHER
from webapp.app import create_app
from webapp.database import db
from webapp.settings import Settings
from webapp.tables import metadata

STRANGER = 1
OPERATIONS = [(method, path) for method, path in operations() if not path.startswith(OUTSIDE)]
BY_ID = [(method, path) for method, path in OPERATIONS if "{" in path]
READS = [path for method, path in own_operations() if method == "GET" and not path.startswith(OUTSIDE)]
FILTERING = [
    (path, parameter["name"])
    for path in READS
    for parameter in document()["paths"][path]["get"].get("parameters", [])
    if parameter["in"] == "query" and parameter["name"].endswith(("_id", "_ids"))
]
REFERRING = [(method, path, name) for method, path in OPERATIONS for name in references_of(method, path)]

FINGERPRINT = " union all ".join(
    f"select '{name}', count(*), md5(string_agg(t::text, chr(10) order by t::text)) from {name} t"
    for name in sorted(metadata.tables)
)


@pytest.fixture(scope="module")
def shared_url(world: str, copy_database: Callable[[str], str]) -> str:
    return copy_database(world)


@pytest.fixture(scope="module")
def shared_database(shared_url: str) -> Engine:
    return create_engine(shared_url, poolclass=NullPool)


@pytest.fixture(scope="module")
def shared_app(shared_url: str) -> Iterator[APIFlask]:
    made = create_app(Settings(_env_file=None, app_env="test", database_url=shared_url))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def stranger(shared_app: APIFlask) -> Client:
    """The owner of the organization whose ids are not shifted."""
    return Client(shared_app.test_client(), token_of(shared_app, STRANGER))


def _fingerprint(database: Engine) -> list[Any]:
    with database.connect() as connection:
        return list(connection.execute(text(FINGERPRINT)).all())


def _foreign_ids(value: Any) -> set[int]:
    if isinstance(value, list):
        return set().union(*(_foreign_ids(one) for one in value)) if value else set()
    if not isinstance(value, dict):
        return set()
    own = {one for name, one in value.items() if re.fullmatch(r"(.*_)?id", name) and type(one) is int}
    return {one for one in own if OTHER < one < 1000}.union(*map(_foreign_ids, value.values()))


@pytest.mark.parametrize(("method", "path"), BY_ID)
def test_an_id_of_another_organization_is_not_found(
    stranger: Client, shared_database: Engine, method: str, path: str
) -> None:
    before = _fingerprint(shared_database)
    body = least_body(method, path, OTHER)
    response = stranger.call(method, f"/{filled(path, OTHER)}", **({} if body is None else {"json": body}))
    assert response.status_code == 404, response.get_data(as_text=True)
    assert _fingerprint(shared_database) == before


@pytest.mark.parametrize(("method", "path", "name"), REFERRING)
def test_a_reference_into_another_organization_changes_nothing(
    stranger: Client, shared_database: Engine, method: str, path: str, name: str
) -> None:
    before = _fingerprint(shared_database)
    body = {**(least_body(method, path, 0) or {}), name: shifted(REFERENCES[name], OTHER)}
    response = stranger.call(method, f"/{filled(path, 0)}", json=body)
    assert response.status_code in (404, 409), response.get_data(as_text=True)
    assert _fingerprint(shared_database) == before


@pytest.mark.parametrize("path", READS)
def test_a_read_shows_nothing_of_another_organization(stranger: Client, path: str) -> None:
    query = "?q=login" if path.endswith("/search") else ""
    response = stranger.call("GET", f"/{filled(path, 0)}{query}")
    assert response.status_code in (200, 404)
    assert not _foreign_ids(response.get_json())


@pytest.mark.parametrize(("path", "name"), FILTERING)
def test_a_filter_by_an_id_of_another_organization_finds_nothing_of_it(
    stranger: Client, path: str, name: str
) -> None:
    query = "q=login&" if path.endswith("/search") else ""
    response = stranger.call("GET", f"/{filled(path, 0)}?{query}{name}={shifted(REFERENCES[name], OTHER)}")
    assert response.status_code in (200, 404)
    assert not response.get_json().get("data")


def test_every_field_that_refers_to_a_row_is_tried() -> None:
    fields = {name for m, p in OPERATIONS for name in (body_schema(m, p) or {}).get("properties", {})}
    assert {name for name in fields if name.endswith(("_id", "_ids"))} <= REFERENCES.keys()
