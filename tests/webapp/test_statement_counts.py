"""No list and no read runs more than three statements, whatever the page size."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from tests.webapp.conftest import SERVICE_TOKEN, WORLD, Client
from tests.webapp.operations import document, own_operations
from tests.webapp.samples import filled
from webapp.auth import INTERNAL_PREFIX

pytestmark = pytest.mark.reads_only

AT_MOST = 3
FROM_MEMORY = ("/api/v1/features",)
READS = [path for method, path in own_operations() if method == "GET"]


CALLS = """select coalesce(sum(calls), 0) from pg_stat_statements
    where query !~ 'alembic_version'  -- which day it is, asked once a second at most
      and query !~ 'from users where id = any'  -- who calls now, asked every two seconds at most
      and dbid = (select oid from pg_database where datname = :name)
      and query !~* '^(begin|commit|rollback)'"""


@pytest.fixture
def calls(quiet_url: str) -> Callable[[], int]:
    """A function that counts the statements run in the quiet database so far, looking from another one."""
    name = make_url(quiet_url).database
    elsewhere = create_engine(make_url(quiet_url).set(database=WORLD), poolclass=NullPool)

    def count() -> int:
        with elsewhere.connect() as connection:
            return int(connection.scalar(text(CALLS), {"name": name}) or 0)

    return count


@pytest.mark.parametrize("path", READS)
def test_a_read_runs_few_statements_whatever_the_page_size(
    app: APIFlask, admin: Client, calls: Callable[[], int], path: str
) -> None:
    client = Client(app.test_client(), SERVICE_TOKEN) if path.startswith(INTERNAL_PREFIX) else admin
    names = {one["name"] for one in document()["paths"][path]["get"].get("parameters", [])}
    target = f"/{filled(path, 0)}?" + ("&q=login" if "q" in names else "")
    client.call("GET", target)
    counts = []
    for limit in ("&limit=2", "&limit=100") if "limit" in names else ("",):
        before = calls()
        assert client.call("GET", target + limit).status_code in (200, 404)
        counts.append(calls() - before)
    assert (path not in FROM_MEMORY) <= max(counts) <= AT_MOST
    assert len(set(counts)) == 1
