"""Errors are problem documents, whoever raised them."""

import pytest

from tests.webapp.conftest import Client

pytestmark = pytest.mark.reads_only


@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/issues/99999999999999999999", {}, 404),
        ("GET", "/issues/999999", {}, 404),
        ("PUT", "/projects", {}, 405),
        ("POST", "/issues", {"data": "{", "content_type": "application/json"}, 400),
        ("POST", "/issues", {"data": "title=x"}, 415),
        ("POST", "/issues", {"data": b"[" * 100 + b"]" * 100, "content_type": "application/json"}, 400),
        ("POST", "/issues", {"data": b" " * 300_000, "content_type": "application/json"}, 413),
        ("POST", "/issues", {"json": {"project_id": "1", "title": ""}}, 422),
        ("POST", "/issues", {"json": {"project_id": 1, "title": "nul \0"}}, 422),
        ("GET", "/projects?limit=101", {}, 422),
        ("GET", "/projects?colour=red", {}, 422),
        ("GET", "/projects?limit=1&limit=2", {}, 422),
    ],
)
def test_an_error_is_a_problem_document(
    member: Client, method: str, path: str, options: dict[str, object], status: int
) -> None:
    response = member.call(method, path, **options)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.get_json()["status"] == status


def test_a_validation_problem_names_the_fields(member: Client) -> None:
    problem = member.post("/issues", {"project_id": 1, "title": "x", "colour": "red"}, 422)
    assert "colour" in problem["errors"]["json"]


def test_a_key_that_holds_postgres_specials_is_no_injection(member: Client) -> None:
    assert member.get("/search?q=' or 1=1 --")["data"] == []
