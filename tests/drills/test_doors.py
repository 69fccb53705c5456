"""The doors that a stranger tries first: forged and stale tokens, guesses, the login's clock."""

import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest
from apiflask import APIFlask
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.drills.conftest import Figure
from tests.webapp.conftest import Client, settings_of_the_tests, token_of
from tests.webapp.operations import own_operations
from tests.webapp.samples import filled
from tests.webapp.test_login import _forged
from tests.webapp.test_standing import within
from tests.webapp.world import insert_world
from webapp.app import create_app
from webapp.auth import INTERNAL_PREFIX
from webapp.database import db
from webapp.guessing import PER_ACCOUNT, PER_ADDRESS, PER_ADDRESS_AND_ACCOUNT
from webapp.passwords import hash_password
from webapp.standing import FRESH_S

pytestmark = pytest.mark.promise(11)

OWN, NEW = "a password of my own", "another password of mine"
KNOWN, UNKNOWN = "user3@org1.taskpilot.example", "nobody@org1.taskpilot.example"
ROUNDS = 30
LONGEST_S = 60.0


@pytest.fixture
def processes(database_url: str) -> Iterator[list[APIFlask]]:
    """Two web processes' apps on one database, in which user 3 has a password."""
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        insert_world(connection)
        connection.execute(
            text("update users set password_hash = :h where id = 3"), {"h": hash_password(OWN)}
        )
    made = [create_app(settings_of_the_tests(database_url)) for _ in range(2)]
    yield made
    for app in made:
        with app.app_context():
            db.engine.dispose()


def logged_in(app: APIFlask, password: str, email: str = KNOWN) -> Client:
    answer = Client(app.test_client(), None).post("/auth/login", {"email": email, "password": password}, 200)
    return Client(app.test_client(), answer["access_token"])


def test_no_forged_token_opens_any_operation(processes: list[APIFlask], figure: Figure) -> None:
    app, tried = processes[0], 0
    forged = _forged(app)
    for method, path in own_operations():
        if (
            not path.startswith("/api/v1/")
            or path.startswith(INTERNAL_PREFIX)
            or path.endswith("/auth/login")
        ):
            continue
        for how, token in forged.items():
            answer = Client(app.test_client(), token).call(method, f"/{filled(path, 0)}", json={})
            assert answer.status_code == 401, (how, method, path)
            tried += 1
    figure("forged tokens, requests with them, opened", f"{len(forged)}, {tried}, 0")
    logged_in(app, OWN).get("/me")  # a good one does open


@pytest.mark.parametrize("how", ["a new password", "a deactivation"])
def test_a_token_is_soon_worth_nothing_in_any_process(
    processes: list[APIFlask], how: str, figure: Figure
) -> None:
    here, elsewhere = (logged_in(app, OWN) for app in processes)
    for client in (here, elsewhere):
        client.get("/projects")
    if how == "a new password":
        here.patch("/me", {"password": NEW, "current_password": OWN})
    else:
        Client(processes[0].test_client(), token_of(processes[0], 2)).patch("/users/3", {"active": False})
    began = time.monotonic()
    assert here.call("GET", "/projects").status_code == 401
    assert within(LONGEST_S, lambda: elsewhere.call("GET", "/projects").status_code == 401)
    took = time.monotonic() - began
    figure(f"after {how}, tokens still good elsewhere for", f"{took:.1f} s")
    assert took < FRESH_S + 1


def test_a_stranger_learns_nothing_from_the_logins_clock(processes: list[APIFlask], figure: Figure) -> None:
    client = Client(processes[0].test_client(), None)
    took: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(ROUNDS):
        for email in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            began = time.perf_counter()
            answer = client.call(
                "POST", "/auth/login", json={"email": email, "password": "a guess"},
                environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"},
            )  # fmt: skip
            took[email].append(time.perf_counter() - began)
            assert answer.status_code == 401
    known, unknown = (1000 * median(took[email]) for email in (KNOWN, UNKNOWN))
    figure("login refused: known, unknown address (median)", f"{known:.1f} ms, {unknown:.1f} ms")
    assert unknown == pytest.approx(known, rel=0.3)


def test_guesses_are_few(processes: list[APIFlask], monkeypatch: pytest.MonkeyPatch, figure: Figure) -> None:
    monkeypatch.setattr("webapp.api.session.password_matches", lambda _stored, _password: False)

    def tried(count: int, email: Callable[[int], str], address: Callable[[int], str]) -> int:
        client = Client(create_app(processes[0].config["SETTINGS"]).test_client(), None)
        statuses = [
            client.call("POST", "/auth/login", json={"email": email(n), "password": "a guess"},
                        environ_overrides={"REMOTE_ADDR": address(n)}).status_code
            for n in range(count)
        ]  # fmt: skip
        return statuses.count(401)

    one_of_both = tried(40, lambda _: KNOWN, lambda _: "192.0.2.1")
    one_address = tried(400, lambda n: f"u{n}@org1.taskpilot.example", lambda _: "192.0.2.1")
    one_account = tried(200, lambda _: KNOWN, lambda n: f"192.0.2.{n + 1}")
    figure("guesses let through: same both, address, account", f"{one_of_both}, {one_address}, {one_account}")
    assert one_of_both <= 2 * PER_ADDRESS_AND_ACCOUNT.amount  # a minute may turn in between
    assert one_address <= 2 * PER_ADDRESS.amount and one_address < 400
    assert one_account <= 2 * PER_ACCOUNT.amount and one_account < 200
