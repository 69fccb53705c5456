"""What the OpenAPI document says of an operation: a summary, an example that works, errors, what is next."""

import re
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from tests.webapp.conftest import Client
from tests.webapp.operations import document, operations, own_operations
from webapp.auth import INTERNAL_PREFIX

OWN = own_operations()
NOT_IN_THE_WORLD = ("/tokens/1", "/reports/1", "/notifications/1/read", "/deliveries/1/redeliver")


def described(method: str, path: str) -> dict[str, Any]:
    """What the document says of an operation."""
    found: dict[str, Any] = document()["paths"][path][method.lower()]
    return found


def answers(method: str, path: str) -> list[dict[str, Any]]:
    """The content of an operation's successes, where they have one."""
    responses = described(method, path)["responses"]
    return [c for status, r in responses.items() if status < "300" for c in r.get("content", {}).values()]


def problems_of(schema: dict[str, Any], value: Any) -> list[str]:
    """Where a value contradicts a schema of the document."""
    whole = {**schema, "components": document()["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [str(error) for error in validator.iter_errors(value)]


@pytest.mark.parametrize(("method", "path"), operations())
def test_an_operation_has_a_summary_and_its_errors(method: str, path: str) -> None:
    operation = described(method, path)
    assert len(operation["summary"]) > 5
    expected = {"401", "503"} if path.startswith("/api/v1/") and operation["security"] else {"503"}
    expected |= {"400", "413", "415", "422"} if "requestBody" in operation else set()
    expected |= {"404"} if "{" in path else set()
    assert expected <= set(operation["responses"])


@pytest.mark.parametrize(("method", "path"), operations())
def test_an_operations_examples_are_what_its_schemas_allow(method: str, path: str) -> None:
    operation = described(method, path)
    for parameter in operation.get("parameters", []):
        if parameter.get("required"):
            assert problems_of(parameter["schema"], parameter["example"]) == []
    for content in (*operation.get("requestBody", {}).get("content", {}).values(), *answers(method, path)):
        assert problems_of(content["schema"], content["example"]) == []


@pytest.mark.parametrize(("method", "path"), OWN)
def test_an_example_answer_shows_every_field(method: str, path: str) -> None:
    for content in answers(method, path):
        assert content["example"]
        assert "text" not in str(content["example"]).split("'")


def test_an_example_that_lacks_a_field_would_be_seen() -> None:
    schema = described("GET", "/api/v1/issues/{issue_id}")["responses"]["200"]["content"]["application/json"]
    broken = {name: value for name, value in schema["example"].items() if name != "labels"}
    assert problems_of(schema["schema"], broken)


@pytest.mark.parametrize(
    ("method", "path"),
    [pytest.param(*one, marks=[pytest.mark.reads_only] if one[0] == "GET" else []) for one in OWN],
)
def test_an_operations_example_is_answered_with_success(
    service: Client, as_user: Callable[[int], Client], method: str, path: str
) -> None:
    """Ids of the examples are those of the tests' first organization; its first comment is user 2's."""
    operation = described(method, path)
    target, query = path, {}
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            target = target.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        elif parameter.get("required"):
            query[parameter["name"]] = parameter["example"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    caller = as_user(2 if method == "PATCH" and "/comments/" in path else 1)
    if path.startswith(INTERNAL_PREFIX):
        caller = service
    options: dict[str, Any] = {} if body is None else {"json": body}
    response = caller.call(method, f"/{target}", query_string=query, **options)
    missing = response.status_code == 404 and target.endswith(NOT_IN_THE_WORLD)
    assert response.status_code < 300 or missing, response.get_data(as_text=True)


def test_components_have_names_that_openapi_allows() -> None:
    for kind, components in document()["components"].items():
        assert [name for name in components if not re.fullmatch(r"[A-Za-z0-9._-]+", name)] == [], kind


def test_every_link_names_an_operation_and_its_parameters() -> None:
    by_id = {described(m, p)["operationId"]: (m, p) for m, p in operations()}
    assert len(by_id) == len(operations())
    for method, path in operations():
        for response in described(method, path)["responses"].values():
            for link in response.get("links", {}).values():
                there = described(*by_id[link["operationId"]])
                known = {parameter["name"] for parameter in there.get("parameters", [])}
                assert set(link.get("parameters", {})) <= known


@pytest.mark.parametrize(
    "path",
    [path for method, path in OWN if method == "POST" and path.rpartition("/")[2] in (
        "projects", "issues", "comments", "labels", "cycles", "teams", "users", "webhooks", "attachments"
    )],
)  # fmt: skip
def test_what_is_created_links_to_being_read_and_changed(path: str) -> None:
    links = described("POST", path)["responses"]["201"]["links"].values()
    by_id = {described(m, p)["operationId"]: (m, p) for m, p in operations()}
    item = f"/{path.rpartition('/')[2]}/{{"
    methods = {by_id[link["operationId"]][0] for link in links
               if item in (there := by_id[link["operationId"]][1]) and there.endswith("}")}  # fmt: skip
    assert {"GET"} < methods


def test_what_the_app_always_has_does_not_link_to_what_may_not_be_shipped() -> None:
    shipped = {described(m, p)["operationId"] for m, p in operations()} - {
        described(m, p)["operationId"] for m, p in OWN
    }
    links = [
        name
        for m, p in OWN
        for response in described(m, p)["responses"].values()
        for name in response.get("links", {})
    ]
    assert links and shipped and not shipped & set(links)
