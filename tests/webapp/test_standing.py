"""A signed token is worth what its owner is now, in every web process, within seconds."""

import time
from collections.abc import Callable, Iterator

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, text

from tests.webapp.conftest import Client, token_of
from webapp.app import create_app
from webapp.database import db
from webapp.passwords import hash_password
from webapp.settings import Settings
from webapp.standing import FRESH_S

CALLS = """select coalesce(sum(calls), 0) from pg_stat_statements s
    join pg_database d on d.oid = s.dbid and d.datname = current_database()
    where query like 'select id, role, password_hash from users where id = any($1%'"""


@pytest.fixture
def elsewhere(app_settings: Settings) -> Iterator[Callable[[int], Client]]:
    """Clients of another web process on the same database."""
    made = create_app(app_settings)
    yield lambda user_id: Client(made.test_client(), token_of(made, user_id))
    with made.app_context():
        db.engine.dispose()


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Whether a condition holds before the time is over."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_deactivated_users_token_is_refused_at_once(admin: Client, member: Client) -> None:
    member.get("/projects")
    admin.patch("/users/3", {"active": False})
    assert "not active" in member.get("/projects", 401)["detail"]


def test_a_deactivated_users_token_is_soon_refused_in_every_process(
    admin: Client, elsewhere: Callable[[int], Client]
) -> None:
    member = elsewhere(3)
    member.get("/projects")
    admin.patch("/users/3", {"active": False})
    assert within(FRESH_S + 1, lambda: member.call("GET", "/projects").status_code == 401)


def test_a_user_who_is_taken_back_goes_on_with_the_token(admin: Client, member: Client) -> None:
    admin.patch("/users/3", {"active": False})
    member.get("/projects", 401)
    admin.patch("/users/3", {"active": True})
    member.get("/projects")


def test_a_token_that_nobody_touched_goes_on(admin: Client, member: Client) -> None:
    admin.patch("/users/4", {"active": False})
    member.get("/projects")


def test_a_demoted_admin_may_no_more(owner: Client, admin: Client) -> None:
    admin.get("/webhooks")
    owner.patch("/users/2", {"role": "member"})
    assert "a member may not" in admin.get("/webhooks", 403)["detail"]


def test_a_promoted_member_may_soon_in_every_process(
    owner: Client, elsewhere: Callable[[int], Client]
) -> None:
    member = elsewhere(3)
    member.get("/webhooks", 403)
    owner.patch("/users/3", {"role": "admin"})
    assert within(FRESH_S + 1, lambda: member.call("GET", "/webhooks").status_code == 200)


def test_a_change_past_the_api_is_soon_seen_too(member: Client, world_database: Engine) -> None:
    member.get("/projects")
    with world_database.begin() as connection:
        connection.execute(text("update users set active = false where id = 3"))
    assert within(FRESH_S + 1, lambda: member.call("GET", "/projects").status_code == 401)


OWN = "a password of my own"
NEW = "another password of mine"


def _with_a_password(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(
            text("update users set password_hash = :h where id = 3"), {"h": hash_password(OWN)}
        )


def _logged_in(app: APIFlask, password: str) -> Client:
    body = {"email": "user3@org1.taskpilot.example", "password": password}
    return Client(
        app.test_client(), Client(app.test_client(), None).post("/auth/login", body, 200)["access_token"]
    )


def test_a_new_password_ends_the_tokens_of_the_old_one(app: APIFlask, world_database: Engine) -> None:
    _with_a_password(world_database)
    thief, owner = _logged_in(app, OWN), _logged_in(app, OWN)
    thief.get("/me")
    owner.patch("/me", {"password": NEW, "current_password": OWN})
    assert "password was changed" in thief.get("/me", 401)["detail"]
    owner.get("/me", 401)
    _logged_in(app, NEW).get("/me")


def test_a_new_password_soon_ends_them_in_every_process(
    app: APIFlask, app_settings: Settings, world_database: Engine
) -> None:
    _with_a_password(world_database)
    thief = _logged_in(other := create_app(app_settings), OWN)
    thief.get("/me")
    _logged_in(app, OWN).patch("/me", {"password": NEW, "current_password": OWN})
    assert within(FRESH_S + 1, lambda: thief.call("GET", "/me").status_code == 401)
    with other.app_context():
        db.engine.dispose()


def test_a_first_password_ends_the_tokens_of_the_demo_password(
    member: Client, world_database: Engine
) -> None:
    member.get("/me")
    _with_a_password(world_database)
    assert within(FRESH_S + 1, lambda: member.call("GET", "/me").status_code == 401)


def test_another_name_ends_no_token(app: APIFlask, world_database: Engine) -> None:
    _with_a_password(world_database)
    client = _logged_in(app, OWN)
    client.patch("/me", {"name": "Another Name"})
    client.get("/me")


def test_many_requests_look_their_callers_up_only_now_and_then(
    app: APIFlask, as_user: Callable[[int], Client], world_database: Engine
) -> None:
    clients = [as_user(user_id) for user_id in (1, 2, 3, 4)]
    began = time.monotonic()
    for _ in range(50):
        for client in clients:
            client.get("/me/issues")
    rounds = 1 + (time.monotonic() - began) / FRESH_S
    with world_database.connect() as connection:
        assert 0 < connection.execute(text(CALLS)).scalar_one() <= len(clients) + rounds
