"""Who may use the console."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.dashboards.conftest import TOKEN

BEARER = {"Authorization": f"Bearer {TOKEN}"}
GET = ["/lab/state", "/lab/roadmap", "/lab/changes/d01a", "/lab/findings", "/lab/action", "/lab/metrics"]
POST = ["/lab/actions/inspect", "/lab/dial"]

Make = Callable[..., APIFlask]


@pytest.fixture
def locked(make_app: Make) -> FlaskClient:
    """A client of a console that wants its token."""
    return make_app(taskpilot_console_token=TOKEN).test_client()


def test_this_machine_may_use_an_open_console(page: FlaskClient) -> None:
    assert page.get("/lab/").status_code == 200
    assert page.get("/lab/action").get_json() == {"action": None}


def test_another_machine_may_not(page: FlaskClient) -> None:
    answer = page.get("/lab/action", environ_base={"REMOTE_ADDR": "10.0.0.7"})
    assert answer.status_code == 403
    assert "TASKPILOT_CONSOLE_TOKEN" in answer.get_json()["detail"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example"])
def test_a_name_that_was_pointed_here_may_not(page: FlaskClient, host: str) -> None:
    assert page.get("/lab/action", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_the_names_of_this_machine_may(page: FlaskClient, host: str) -> None:
    assert page.get("/lab/action", headers={"Host": host}).status_code == 200


def test_in_production_it_is_not_there(make_app: Make) -> None:
    app = make_app(app_env="production", secret_key="a secret of the tests")
    assert {app.test_client().get(path).status_code for path in ["/lab/", *GET]} == {404}


def test_in_production_the_token_opens_it(make_app: Make) -> None:
    app = make_app(app_env="production", secret_key="a secret of the tests", taskpilot_console_token=TOKEN)
    assert app.test_client().get("/lab/action", headers=BEARER).status_code == 200


@pytest.mark.parametrize("path", GET)
def test_without_the_token_nothing_is_read(locked: FlaskClient, path: str) -> None:
    assert locked.get(path).status_code == 401
    assert locked.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401


@pytest.mark.parametrize("path", POST)
def test_without_the_token_nothing_is_done(locked: FlaskClient, path: str) -> None:
    assert locked.post(path, json={}).status_code == 401
    assert locked.get("/lab/action", headers=BEARER).get_json() == {"action": None}


def test_the_form_takes_the_token_and_remembers_the_browser(locked: FlaskClient) -> None:
    assert locked.get("/lab/").location == "/lab/login"
    assert locked.post("/lab/login", json={"token": "wrong"}).status_code == 401
    given = locked.post("/lab/login", json={"token": TOKEN})
    assert given.status_code == 200
    kept = given.headers["Set-Cookie"]
    assert TOKEN not in kept
    assert "HttpOnly" in kept
    assert "SameSite=Strict" in kept
    assert locked.get("/lab/action").status_code == 200


def test_another_page_cannot_act(page: FlaskClient) -> None:
    sent = page.post("/lab/actions/inspect", json={}, headers={"Origin": "http://evil.example"})
    assert sent.status_code == 403
    form = page.post("/lab/actions/inspect", data={"x": "1"})
    assert form.status_code == 415


def test_nothing_on_the_page_can_load_or_run_from_elsewhere(page: FlaskClient) -> None:
    policy = page.get("/lab/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
