"""The running app against its own OpenAPI document: generated requests, good and bad, for every operation."""

from collections.abc import Callable, Iterator

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.webapp.conftest import SERVICE_TOKEN, token_of
from tests.webapp.operations import operations, own_operations
from webapp.app import create_app
from webapp.auth import INTERNAL_PREFIX
from webapp.database import db
from webapp.settings import Settings

EXAMPLES = 15
BEYOND_THE_SCHEMA = ("/webhooks", "/webhooks/{webhook_id}", "/cycles")
OWN = set(own_operations())
STATEFUL = {"Idempotency-Key", "If-Match"}


@pytest.fixture(scope="session")
def contract_app(world: str, copy_database: Callable[[str], str]) -> Iterator[APIFlask]:
    """One app for all generated requests, on a copy of the world."""
    made = create_app(
        Settings(
            _env_file=None,
            app_env="test",
            database_url=copy_database(world),
            taskpilot_service_token=SERVICE_TOKEN,
        )
    )
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def contract(contract_app: APIFlask) -> BaseSchema:
    """The document as schemathesis reads it."""
    return schemathesis.openapi.from_wsgi("/openapi.json", contract_app)


@pytest.mark.parametrize(("method", "path"), operations())
def test_every_operation_keeps_the_document(
    contract: BaseSchema, contract_app: APIFlask, method: str, path: str
) -> None:
    token = SERVICE_TOKEN if path.startswith(INTERNAL_PREFIX) else token_of(contract_app, 1)

    @given(case=contract[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keeps_it(case: Case) -> None:
        beyond_the_schema = (
            path.endswith(BEYOND_THE_SCHEMA)
            or (method, path) not in OWN
            or "cursor" in case.query
            or STATEFUL & set(case.headers)
        )
        case.call_and_validate(
            headers={"Authorization": f"Bearer {token}"},
            excluded_checks=[positive_data_acceptance] if beyond_the_schema else [],
        )

    keeps_it()
