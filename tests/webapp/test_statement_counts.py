"""No list and no read runs more than three statements, whatever the page size."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from apiflask import APIFlask
from sqlalchemy import event

from tests.webapp.conftest import SERVICE_TOKEN, Client
from tests.webapp.operations import document, operations
from tests.webapp.samples import filled
from webapp.auth import INTERNAL_PREFIX
from webapp.database import db

pytestmark = pytest.mark.reads_only

AT_MOST = 3
READS = [path for method, path in operations() if method == "GET"]


@contextmanager
def _counted(app: APIFlask) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield statements
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", READS)
def test_a_read_runs_few_statements_whatever_the_page_size(
    app: APIFlask, member: Client, admin: Client, path: str
) -> None:
    client = Client(app.test_client(), SERVICE_TOKEN) if path.startswith(INTERNAL_PREFIX) else admin
    names = {one["name"] for one in document()["paths"][path]["get"].get("parameters", [])}
    query = "&q=login" if "q" in names else ""
    counts = []
    for limit in (2, 100) if "limit" in names else (2,):
        with _counted(app) as statements:
            target = f"/{filled(path, 0)}?" + (f"limit={limit}" if "limit" in names else "") + query
            assert client.call("GET", target).status_code in (200, 404)
        counts.append(len(statements))
    assert 0 < max(counts) <= AT_MOST
    assert len(set(counts)) == 1
