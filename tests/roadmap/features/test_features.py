"""Exercises in the app: absent before their change, live after it, gone with it."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine

from roadmap.apply import apply_until, revert_to
from roadmap.features.live import FRESH_S
from webapp.app import create_app
from webapp.rows import fetch_all
from webapp.settings import Settings

GADGETS = "/issues/1/gadgets"


def names(client: Any) -> list[str]:
    return [feature["name"] for feature in client.get("/features")["data"]]


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the revision on every request, as if each came after FRESH_S."""
    monkeypatch.setattr("roadmap.features.live.FRESH_S", 0.0)


def test_nothing_is_live_before_the_first_change(owner: Any) -> None:
    assert owner.get("/features") == {"data": [], "next_cursor": None}
    assert "not shipped" in owner.get(GADGETS, 404)["detail"]


@pytest.mark.usefixtures("stale")
def test_a_change_makes_its_exercises_live_and_its_revert_ends_them(
    owner: Any, world_database: Engine
) -> None:
    apply_until(world_database, 1)
    assert names(owner) == ["gadgets.by_issue", "gadgets.add"]
    assert owner.get(GADGETS)["data"][0]["name"] == "lamp"
    assert owner.post(GADGETS, {"name": "fan"})["name"] == "fan"
    revert_to(world_database, 0)
    assert names(owner) == []
    assert owner.get(GADGETS, 404)["status"] == 404


def test_a_change_is_live_within_two_seconds(owner: Any, world_database: Engine) -> None:
    assert names(owner) == []
    apply_until(world_database, 1)
    deadline = time.monotonic() + 2 * FRESH_S
    while not names(owner):
        assert time.monotonic() < deadline
    assert len(names(owner)) == 2


def test_a_request_that_meets_a_revert_is_answered_404(owner: Any, world_database: Engine) -> None:
    apply_until(world_database, 1)
    owner.get(GADGETS)
    revert_to(world_database, 0)
    assert "not shipped" in owner.get(GADGETS, 404)["detail"]


def test_a_request_that_is_the_last_to_learn_of_a_revert_is_answered_404(
    owner: Any, world_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*given: Any) -> Any:
        monkeypatch.setattr("roadmap.features.live.FRESH_S", 0.0)
        monkeypatch.setattr("roadmap.features.views.fetch_all", fetch_all)
        with ThreadPoolExecutor() as another:
            assert another.submit(names, owner).result() == []
        return fetch_all(*given)

    apply_until(world_database, 1)
    owner.get(GADGETS)
    revert_to(world_database, 0)
    monkeypatch.setattr("roadmap.features.views.fetch_all", overtaken)
    assert "not shipped" in owner.get(GADGETS, 404)["detail"]


@pytest.mark.usefixtures("stale")
def test_another_organizations_issue_is_not_found(owner: Any, world_database: Engine) -> None:
    apply_until(world_database, 1)
    assert owner.get("/issues/101/gadgets", 404)["detail"] == "no issue 101 in your organization"
    assert owner.get("/issues/ENG-1/gadgets")["data"] != []


@pytest.mark.usefixtures("stale")
def test_a_wrong_body_is_refused(owner: Any, world_database: Engine) -> None:
    apply_until(world_database, 1)
    assert owner.post(GADGETS, {"name": "piano"}, 422)["status"] == 422


@pytest.mark.usefixtures("stale")
def test_features_say_what_a_client_needs(owner: Any, world_database: Engine) -> None:
    apply_until(world_database, 1)
    add = owner.get("/features")["data"][1]
    assert (add["method"], add["path"], add["persona"]) == (
        "POST", "/api/v1/issues/{issue_id}/gadgets", "regular",
    )  # fmt: skip
    assert add["parameters"]["properties"]["name"]["enum"] == ["lamp", "fan"]


def test_exercises_are_in_the_openapi_document(anonymous: Any) -> None:
    operations = anonymous.get("//openapi.json")["paths"]["/api/v1/issues/{issue_id}/gadgets"]
    assert set(operations) == {"get", "post"}
    assert {"200", "404", "503"} <= set(operations["get"]["responses"])


def test_nobody_is_served_without_a_token(anonymous: Any) -> None:
    assert anonymous.get(GADGETS, 401)["status"] == 401


def test_what_needs_no_database_is_served_without_one() -> None:
    settings = Settings(_env_file=None, app_env="test", database_url="postgresql://nobody@127.0.0.1:1/none")
    client = create_app(settings).test_client()
    assert [client.get(path).status_code for path in ("/health/live", "/openapi.json")] == [200, 200]
