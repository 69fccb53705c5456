"""The running app against its own OpenAPI document: generated requests, good and bad, for every operation."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from sqlalchemy import text

from tests.webapp.conftest import SERVICE_TOKEN, token_of
from tests.webapp.operations import operations, own_operations
from webapp.app import create_app
from webapp.auth import INTERNAL_PREFIX
from webapp.database import db
from webapp.settings import Settings

EXAMPLES = 15
SEEDS, CHAINS, STEPS = 20, 4, 15
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


@pytest.fixture(autouse=True)
def _caller_stays(contract_app: APIFlask) -> None:
    caller_stays(contract_app)


def caller_stays(app: APIFlask) -> None:
    """Whatever was generated before, the caller is an active owner."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("update users set role = 'owner', active = true where id = 1"))


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


def machine(
    contract: BaseSchema, app: APIFlask, reached: Counter[str], broken: list[FailureGroup]
) -> type[Any]:
    """Chains of operations along the document's links, each answer held to it; `reached` counts 2xx.

    What breaks the document is kept, not raised: the chains share a database, so none can be played again.
    """

    class Chains(contract.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            super().setup()
            caller_stays(app)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            internal = case.operation.path.startswith(INTERNAL_PREFIX)
            token = SERVICE_TOKEN if internal else token_of(app, 1)
            return {"headers": {"Authorization": f"Bearer {token}"}}

        def after_call(self, response: Any, case: Case) -> None:
            super().after_call(response, case)
            if response.status_code < 300:
                reached[f"{case.operation.method.upper()} {case.operation.path}"] += 1

        def validate_response(
            self, response: Any, case: Case, additional_checks: Any = None, **sent: Any
        ) -> None:
            try:
                case.validate_response(
                    response,
                    additional_checks=additional_checks,
                    excluded_checks=[positive_data_acceptance, ignored_auth],
                    transport_kwargs=sent,
                    recorder=getattr(self, "recorder", None),
                )
            except FailureGroup as failures:
                broken.append(failures)

    return Chains


@pytest.mark.slow
def test_chains_of_operations_keep_the_document(contract: BaseSchema, contract_app: APIFlask) -> None:
    reached: Counter[str] = Counter()
    broken: list[FailureGroup] = []
    chains = machine(contract, contract_app, reached, broken)
    few = settings(
        max_examples=CHAINS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for number in range(SEEDS):
        seed(number)(chains)
        with suppress(FlakyStrategyDefinition):  # an earlier chain has changed what this one begins with
            chains.run(settings=few)
    assert broken == []
    changed = [one for one in reached if one.startswith(("PATCH", "DELETE")) and "{" in one]
    assert len(changed) > 5, reached  # a chain goes on from what it has made
