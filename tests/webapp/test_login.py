"""Logging in, tokens, and who gets nowhere without one."""

import base64
import json
import time
from collections.abc import Callable
from statistics import median

import pytest
from apiflask import APIFlask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client, token_of
from webapp.app import create_app
from webapp.auth import TOKEN_LIFETIME_S, hash_of, register_tokens
from webapp.database import db
from webapp.passwords import hash_password
from webapp.settings import Settings

DEMO = {"email": "user1@org1.taskpilot.example", "password": "taskpilot-demo"}


def test_a_seeded_user_logs_in_with_the_demo_password(anonymous: Client) -> None:
    answer = anonymous.post("/auth/login", DEMO, 200)
    assert answer["expires_in"] == TOKEN_LIFETIME_S
    me = anonymous.get("/me", headers={"Authorization": f"Bearer {answer['access_token']}"})
    assert (me["email"], me["role"], me["organization"]["id"]) == (DEMO["email"], "owner", 1)


def test_the_demo_password_opens_nothing_without_demo_mode(app: APIFlask, anonymous: Client) -> None:
    app.config["SETTINGS"].taskpilot_demo_mode = False
    assert anonymous.post("/auth/login", DEMO, 401)["title"] == "Not authenticated"


def test_a_user_logs_in_with_a_password_of_their_own(anonymous: Client, world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(
            text("update users set password_hash = :h where id = 2"), {"h": hash_password("s3cret!!")}
        )
    body = {"email": "User2@org1.taskpilot.example", "password": "s3cret!!"}
    assert anonymous.post("/auth/login", body, 200)["token_type"] == "Bearer"


def test_an_unknown_user_does_not_log_in(anonymous: Client) -> None:
    anonymous.post("/auth/login", {**DEMO, "email": "nobody@org1.taskpilot.example"}, 401)


def test_a_deactivated_user_does_not_log_in(anonymous: Client, world_database: Engine) -> None:
    with world_database.begin() as connection:
        connection.execute(text("update users set active = false where id = 1"))
    anonymous.post("/auth/login", DEMO, 401)


def _attempts(anonymous: Client, count: int, email: str, address: str = "192.0.2.1") -> list[int]:
    body = {"email": email, "password": "a guess"}
    options = {"json": body, "environ_overrides": {"REMOTE_ADDR": address}}
    return [anonymous.call("POST", "/auth/login", **options).status_code for _ in range(count)]


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are compared in no time: only the counting is looked at."""
    monkeypatch.setattr("webapp.api.session.password_matches", lambda _stored, _password: False)


@pytest.mark.usefixtures("quick_hashes")
def test_guessing_a_password_has_to_wait_after_ten_failures(anonymous: Client) -> None:
    assert _attempts(anonymous, 12, DEMO["email"]) == [401] * 10 + [429] * 2
    refused = anonymous.call("POST", "/auth/login", json=DEMO, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")


@pytest.mark.usefixtures("quick_hashes")
def test_the_owner_still_gets_in_from_elsewhere(anonymous: Client) -> None:
    _attempts(anonymous, 12, DEMO["email"])
    options = {"json": DEMO, "environ_overrides": {"REMOTE_ADDR": "192.0.2.2"}}
    assert anonymous.call("POST", "/auth/login", **options).status_code == 200


@pytest.mark.usefixtures("quick_hashes")
def test_trying_many_accounts_from_one_address_has_to_wait_too(anonymous: Client) -> None:
    statuses = [_attempts(anonymous, 1, f"user{n}@org1.taskpilot.example")[0] for n in range(303)]
    assert statuses == [401] * 300 + [429] * 3


def test_right_passwords_are_never_counted(anonymous: Client) -> None:
    for _ in range(12):
        anonymous.post("/auth/login", DEMO, 200)


@pytest.mark.usefixtures("quick_hashes")
def test_guesses_are_counted_over_all_processes(app_settings: Settings, redis_url: str) -> None:
    apps = [create_app(app_settings.model_copy(update={"redis_url": redis_url})) for _ in range(2)]
    clients = [Client(app.test_client(), None) for app in apps]
    assert [_attempts(clients[n % 2], 1, DEMO["email"])[0] for n in range(12)] == [401] * 10 + [429] * 2
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.usefixtures("quick_hashes")
def test_guesses_are_counted_without_redis_too(app_settings: Settings) -> None:
    app = create_app(app_settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}))
    assert _attempts(Client(app.test_client(), None), 11, DEMO["email"])[-1] == 429
    with app.app_context():
        db.engine.dispose()


@pytest.mark.slow
def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    anonymous: Client, world_database: Engine
) -> None:
    with world_database.begin() as connection:
        connection.execute(text("update users set password_hash = :h"), {"h": hash_password("s3cret!!")})
    known, unknown = DEMO["email"], "nobody@org1.taskpilot.example"
    took: dict[str, list[float]] = {known: [], unknown: []}
    for number in range(24):
        for email in (known, unknown) if number % 2 else (unknown, known):
            began = time.perf_counter()
            _attempts(anonymous, 1, email, f"192.0.2.{number}")
            took[email].append(time.perf_counter() - began)
    assert median(took[known]) == pytest.approx(median(took[unknown]), rel=0.25)


def test_no_token_is_a_problem_that_names_the_way(anonymous: Client) -> None:
    response = anonymous.call("GET", "/projects")
    assert (response.status_code, response.mimetype) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_signed_with_another_key_is_refused(app: APIFlask, as_user: Callable[[int], Client]) -> None:
    client = as_user(1)
    app.config["SECRET_KEY"] = "another secret"
    register_tokens(app)
    client.get("/me", 401)


def _add_token(database: Engine, scopes: str, more: str = "") -> str:
    with database.begin() as connection:
        connection.execute(
            text(
                f"insert into api_tokens (user_id, name, token_hash, scopes) values (3, 't', :h, '{scopes}')"
            ),
            {"h": hash_of("tp_secret")},
        )
        connection.execute(text(f"update api_tokens set name = 'u' {more}"))
    return "tp_secret"


def test_an_api_token_acts_as_its_owner(app: APIFlask, world_database: Engine) -> None:
    client = Client(app.test_client(), _add_token(world_database, "{read}"))
    assert client.get("/me")["id"] == 3
    with world_database.connect() as connection:
        assert connection.scalar(text("select last_used_at > now() - interval '1 minute' from api_tokens"))


def test_an_api_token_does_not_reach_beyond_its_scopes(app: APIFlask, world_database: Engine) -> None:
    client = Client(app.test_client(), _add_token(world_database, "{read}"))
    assert "scope" in client.post("/issues", {"project_id": 1, "title": "x"}, 403)["detail"]


def test_a_revoked_api_token_is_refused(app: APIFlask, world_database: Engine) -> None:
    Client(app.test_client(), _add_token(world_database, "{read}", ", revoked_at = now()")).get("/me", 401)


def test_an_expired_api_token_is_refused(app: APIFlask, world_database: Engine) -> None:
    Client(app.test_client(), _add_token(world_database, "{read}", ", expires_at = now()")).get("/me", 401)


def test_an_admins_api_token_makes_narrower_ones_but_none_that_is_wider(
    app: APIFlask, world_database: Engine
) -> None:
    client = Client(app.test_client(), _add_token(world_database, "{admin}"))
    narrow = client.post("/tokens", {"name": "read only", "scopes": ["read"]})
    assert narrow["scopes"] == ["read"]
    Client(app.test_client(), narrow["token"]).post("/tokens", {"name": "x", "scopes": ["read"]}, 403)


def _b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _forged(app: APIFlask) -> dict[str, str]:
    good = token_of(app, 3)
    payload, moment, signature = good.split(".")
    other_use = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="something else")
    return {
        "no signature": f"{payload}.{moment}.",
        "no signature at all": payload,
        "another role under the same signature": f"{_b64([3, 1, 0])}.{moment}.{signature}",
        "a later moment under the same signature": f"{payload}.zzzzzz.{signature}",
        "a turned letter": good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1],
        "signed by an earlier version": str(app.extensions["taskpilot_tokens"][0].dumps([3, 1, 2])),
        "something behind it": f"{good}x",
        "a JWT without an algorithm": f"{_b64({'alg': 'none', 'typ': 'JWT'})}.{_b64({'sub': 1})}.",
        "signed for something else": str(other_use.dumps([3, 1, 0])),
        "not ASCII": "t\u00f6ken",
        "an API token's beginning": "tp_",
        "SQL": "tp_' or 1=1 --",
        "very long": "tp_" + "x" * 6000,
    }


@pytest.mark.reads_only
def test_no_forged_token_opens_anything(app: APIFlask) -> None:
    for how, token in _forged(app).items():
        response = Client(app.test_client(), token).call("GET", "/me")
        assert (how, response.status_code) == (how, 401)
        assert response.mimetype == "application/problem+json"


@pytest.mark.reads_only
def test_a_genuine_token_opens_what_it_is_for(app: APIFlask) -> None:
    assert Client(app.test_client(), token_of(app, 3)).get("/me")["id"] == 3


def test_an_expired_token_is_refused_even_if_it_was_good_a_moment_ago(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(app.test_client(), token_of(app, 3))
    client.get("/me")
    later = time.time() + TOKEN_LIFETIME_S + 1
    monkeypatch.setattr("webapp.auth.time.time", lambda: later)
    assert "expired" in client.get("/me", 401)["detail"]
