"""Logging in, tokens, and who gets nowhere without one."""

from collections.abc import Callable

from apiflask import APIFlask
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client
from webapp.auth import TOKEN_LIFETIME_S, hash_of, register_tokens
from webapp.passwords import hash_password

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
