"""Health, the OpenAPI document and its page."""

import re

from apiflask import APIFlask

from tests.webapp.conftest import Client


def test_a_process_that_answers_is_live(anonymous: Client) -> None:
    assert anonymous.get("//health/live") == {"status": "ok"}


def test_readiness_needs_postgres_and_reports_redis(anonymous: Client, app: APIFlask, redis_url: str) -> None:
    assert anonymous.get("//health/ready")["redis"] == "not configured"
    app.config["SETTINGS"].redis_url = redis_url
    assert anonymous.get("//health/ready") == {"status": "ok", "postgres": "ok", "redis": "ok"}


def test_readiness_without_redis_is_still_ready(anonymous: Client, app: APIFlask) -> None:
    app.config["SETTINGS"].redis_url = "redis://127.0.0.1:1/0"
    assert anonymous.get("//health/ready")["redis"] == "down"


def test_the_document_is_openapi_31_and_every_operation_has_a_summary(anonymous: Client) -> None:
    document = anonymous.get("//openapi.json")
    assert document["openapi"].startswith("3.1")
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert all(one["summary"] and one["operationId"] and one["responses"]["503"] for one in operations)


def test_the_page_asks_nobody_else(anonymous: Client) -> None:
    page = anonymous.call("GET", "//docs").get_data(as_text=True)
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
    for path in re.findall(r"(?:src|href)=\"([^\"]+)\"", page):
        with anonymous.call("GET", f"/{path}") as response:
            assert response.status_code == 200
