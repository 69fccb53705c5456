"""What the API reads could be read elsewhere: nothing writes through its connections for reads."""

from collections.abc import Callable, Iterator

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import InternalError

from tests.webapp.conftest import SERVICE_TOKEN, Client, settings_of_the_tests, token_of
from tests.webapp.operations import own_operations
from tests.webapp.samples import filled, least_body
from webapp import database
from webapp.app import create_app
from webapp.auth import INTERNAL_PREFIX
from webapp.database import db


@pytest.fixture(scope="module")
def split_url(world: str, copy_database: Callable[[str], str]) -> str:
    return copy_database(world)


@pytest.fixture(scope="module")
def refusing(split_url: str) -> Iterator[Engine]:
    """An engine whose sessions refuse to write."""
    made = create_engine(split_url, connect_args={"options": "-c default_transaction_read_only=on"})
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def split_app(split_url: str, refusing: Engine) -> Iterator[APIFlask]:
    """An app whose reads run on that engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "engine_of_reads", lambda: refusing)
        made = create_app(settings_of_the_tests(split_url))
        yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("method", "path"), own_operations())
def test_no_operation_writes_through_a_connection_for_reads(
    split_app: APIFlask, method: str, path: str
) -> None:
    token = SERVICE_TOKEN if path.startswith(INTERNAL_PREFIX) else token_of(split_app, 1)
    client = Client(split_app.test_client(), token)
    target = f"/{filled(path, 0)}" + ("?q=login" if path.endswith("/search") else "")
    response = client.call(method, target, json=least_body(method, path, 0))
    assert response.status_code < 500, response.get_data(as_text=True)


def test_a_write_through_a_connection_for_reads_is_refused(refusing: Engine) -> None:
    with refusing.connect() as connection, pytest.raises(InternalError, match="read-only"):
        connection.execute(text("delete from issues"))
