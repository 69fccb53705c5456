"""What an intruder or a clumsy client may send to any operation: never a 5xx, never a word of the inside.

The requests are made from the OpenAPI document, so a new operation and a new field are tried the day they are
born.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.webapp.conftest import Client, settings_of_the_tests, token_of
from tests.webapp.operations import document, own_operations
from tests.webapp.samples import OUTSIDE, body_schema, filled, least_body
from webapp.app import create_app
from webapp.database import db

OPERATIONS = [(m, p) for m, p in own_operations() if not p.startswith("/api/v1/internal/")]
WITH_BODY = [(m, p) for m, p in OPERATIONS if body_schema(m, p) is not None]
QUERIED = [
    (p, one["name"])
    for m, p in OPERATIONS
    for one in document()["paths"][p][m.lower()].get("parameters", [])
    if one["in"] == "query"
]
BY_ID = [(m, p) for m, p in OPERATIONS if "{" in p]
INSIDE = ("Traceback", "psycopg2", "sqlalchemy", "select ", "insert into", "update ", ".py", 'File "')
TEXTS = [
    "' or 1=1 --", "'; drop table issues; --", "\0", "a\0b", "\ud800", "%s%(x)s%%", "{0.__class__}",
    "<script>alert(1)</script>", "../../etc/passwd", "\u202e\u0000", "x" * 10_000, "\U0001f600" * 400,
    "\r\nX-Injected: 1",
]  # fmt: skip
NUMBERS = [
    "1e308", "-1e308", "1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "1" * 400, "0.1", "-0", "1e-400", "NaN", "Infinity", "true", "null", "[]", "{}",
]  # fmt: skip
RAW = [
    "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000, "", "null", "[]", "0", '"text"', "{",
    '{"title":"a","title":"b","project_id":1,"project_id":2}', "\ufeff{}", '{"\\ud800":1}', "\0",
]  # fmt: skip
PATHS = [
    "0", "-1", "1.5", "9223372036854775808", "99999999999999999999", "%00", "1%00", "%ff", "..", "ENG-",
    "-1-1", "ENG-99999999999", "1'--", "%F0%9F%98%80", "\uff11", "\u0663", "null", "1;2", " 1", "1%0a",
    "A" * 5000,
]  # fmt: skip


@pytest.fixture(scope="module")
def attacked(world: str, copy_database: Callable[[str], str]) -> Iterator[APIFlask]:
    """An app that answers as in production: an accident is a 500 and no exception."""
    made = create_app(settings_of_the_tests(copy_database(world)))
    made.config["PROPAGATE_EXCEPTIONS"] = False
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def intruder(attacked: APIFlask) -> Client:
    """An admin of one organization."""
    return Client(attacked.test_client(), token_of(attacked, 2))


def holds(response: Any, what: object) -> None:
    """An answer is no accident and says nothing of the inside."""
    said = response.get_data(as_text=True)
    assert response.status_code < 500, (what, said)
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json", (what, response.mimetype)
        assert not [word for word in INSIDE if word in said], (what, said)


def raw_body(client: Client, method: str, path: str, body: str | bytes) -> Any:
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return client.call(method, path, data=data, content_type="application/json")


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_no_value_of_a_field_is_an_accident(intruder: Client, method: str, path: str) -> None:
    target = f"/{filled(path, 0)}"
    least = least_body(method, path, 0) or {}
    for name in (body_schema(method, path) or {})["properties"]:
        for written in [json.dumps(text) for text in TEXTS] + NUMBERS:
            rest = "".join(f", {json.dumps(k)}: {json.dumps(v)}" for k, v in least.items() if k != name)
            response = raw_body(intruder, method, target, f"{{{json.dumps(name)}: {written}{rest}}}")
            holds(response, (name, written))


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_no_body_is_an_accident(intruder: Client, method: str, path: str) -> None:
    for body in RAW:
        holds(raw_body(intruder, method, f"/{filled(path, 0)}", body), body[:60])
    for junk in (b"\xff\xfe\x00\x01", b"\x1f\x8b\x08\x00" + b"x" * 100, '{"a": "é"}'.encode("latin-1")):
        holds(raw_body(intruder, method, f"/{filled(path, 0)}", junk), junk)


@pytest.mark.parametrize(("path", "name"), QUERIED)
def test_no_query_string_is_an_accident(intruder: Client, path: str, name: str) -> None:
    others = {"q": "login"} if path.endswith("/search") and name != "q" else {}
    values = [
        *(t.encode("utf-8", "surrogatepass") for t in TEXTS),
        *NUMBERS,
        b"\xff",
        "W10",
        "WzFlMzA4XQ",
        "bnVsbA",
    ]
    for value in values:
        holds(intruder.call("GET", f"/{filled(path, 0)}", query_string={**others, name: value}), value)
    holds(intruder.call("GET", f"/{filled(path, 0)}?{name}=1&{name}=2&q=login"), "twice")


@pytest.mark.parametrize(("method", "path"), BY_ID)
def test_no_path_is_an_accident(intruder: Client, method: str, path: str) -> None:
    for odd in PATHS:
        target = path.replace(path[path.index("{") : path.index("}") + 1], odd)
        response = intruder.call(method, f"/{filled(target, 0)}", json={})
        holds(response, odd)
        assert response.status_code >= 400, odd


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer"}, {"Authorization": "Basic dXNlcg=="}, {"Authorization": "Bearer \xe9"},
        {"Authorization": "Bearer " + "x" * 100_000}, {"If-Match": '"1", "2"'}, {"If-Match": '"' + "9" * 400},
        {"If-Match": "W/\u00e9"}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 5000},
        {"Idempotency-Key": "\u00e9'--"}, {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json; charset=nonsense"}, {"Content-Type": "application/\u00e9"},
        {"Content-Encoding": "gzip"}, {"Accept": "text/html"}, {"X-HTTP-Method-Override": "DELETE"},
        {"Range": "bytes=0-"}, {"Host": "evil.example"}, {"X-Forwarded-For": "' or 1=1"}, {"Cookie": "x"},
    ],
)  # fmt: skip
def test_no_header_is_an_accident(intruder: Client, headers: dict[str, str]) -> None:
    for method, path in (
        ("GET", "/issues/1"),
        ("PATCH", "/issues/1"),
        ("POST", "/issues"),
        ("DELETE", "/labels/1"),
    ):
        holds(intruder.call(method, path, headers=headers, json={"title": "x"}), headers)


def test_an_accident_is_a_problem_that_says_nothing(
    attacked: APIFlask, intruder: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other tests look for would be seen: here an operation does break."""
    monkeypatch.setattr("webapp.api.session.read_me", lambda *_: 1 / 0)
    response = intruder.call("GET", "/me")
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert "ZeroDivision" not in response.get_data(as_text=True)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "BREW", "OPTIONS", "HEAD"])
def test_an_odd_method_is_refused_or_harmless(intruder: Client, method: str) -> None:
    response = intruder.call(method, "/issues/1")
    assert response.status_code in (200, 401, 405)


def test_every_operation_outside_the_login_asks_who_is_calling(attacked: APIFlask) -> None:
    client: FlaskClient = attacked.test_client()
    for method, path in own_operations():
        if path.startswith("/api/v1/") and path != OUTSIDE[0]:
            target = filled(path, 0)
            assert client.open(target, method=method, json={}).status_code == 401, (method, path)
