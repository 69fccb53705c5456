"""Intruders at every operation with all of the roadmap shipped, at /lab/ and /internal: they learn nothing.

The requests are made from the OpenAPI document and the corpus of tests/webapp/test_intruders.py, so that each
change of the roadmap is tried the day it is written.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from roadmap.apply import apply_until
from roadmap.catalogue import last_day
from tests.drills.conftest import Figure
from tests.webapp.conftest import SERVICE_TOKEN, Client, settings_of_the_tests, token_of
from tests.webapp.operations import document, operations, own_operations
from tests.webapp.samples import OWN_IDS, body_schema, least_body
from tests.webapp.test_intruders import NUMBERS, PATHS, RAW, TEXTS, holds, raw_body
from tests.webapp.world import insert_world
from webapp.app import create_app
from webapp.auth import INTERNAL_PREFIX
from webapp.database import db

pytestmark = pytest.mark.promise(11)

CONSOLE_TOKEN = "console-token-of-the-drills"
OF_THE_ROADMAP = [one for one in operations() if one not in set(own_operations())]
LAB_GET = [
    "/lab/",
    "/lab/state",
    "/lab/roadmap",
    "/lab/changes/d01a",
    "/lab/findings",
    "/lab/action",
    "/lab/metrics",
]
LAB_POST = [*(f"/lab/actions/{name}" for name in ("apply", "grow", "checkpoint", "nothing")),
            "/lab/dial", "/lab/login"]  # fmt: skip
PLACE = re.compile(r"{(\w+)}")


@pytest.fixture(scope="module")
def shipped(
    template: str, copy_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[APIFlask]:
    """An app that answers as in production, on a database on which all days were played."""
    url = copy_database(template)
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        insert_world(connection)
    apply_until(engine, last_day())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TASKPILOT_LAB_DIR", str(tmp_path_factory.mktemp("intruders")))
        given = settings_of_the_tests(url).model_copy(
            update={"taskpilot_console_token": CONSOLE_TOKEN, "taskpilot_locust_port": 1}
        )
        made = create_app(given)
        made.config["PROPAGATE_EXCEPTIONS"] = False
        yield made
    with made.app_context():
        db.engine.dispose()


class Counted(Client):
    """A caller whose answers are looked at, each as it comes."""

    def __init__(self, client: FlaskClient, token: str | None) -> None:
        super().__init__(client, token)
        self.answers: Counter[int] = Counter()

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The answer, which is no accident and says nothing of the inside."""
        response = super().call(method, path, **options)
        self.answers[response.status_code] += 1
        holds(response, (method, path[:200], str(options)[:400]))
        return response

    def __str__(self) -> str:
        by_status = ", ".join(f"{count} of {status}" for status, count in sorted(self.answers.items()))
        return f"{self.answers.total()} ({by_status})"


def caller_of(app: APIFlask, path: str) -> Counted:
    token = SERVICE_TOKEN if path.startswith(INTERNAL_PREFIX) else token_of(app, 1)
    return Counted(app.test_client(), token)


def target(path: str) -> str:
    return "/" + PLACE.sub(lambda found: str(OWN_IDS[found[1]]), path)


def queried(method: str, path: str) -> list[str]:
    described = document()["paths"][path][method.lower()]
    return [one["name"] for one in described.get("parameters", []) if one["in"] == "query"]


def try_bodies(
    client: Counted, method: str, path: str, fields: dict[str, Any], least: dict[str, Any]
) -> None:
    """Every odd value in every field, and every odd body."""
    for name in fields:
        rest = "".join(f", {json.dumps(k)}: {json.dumps(v)}" for k, v in least.items() if k != name)
        for written in [json.dumps(odd) for odd in TEXTS] + NUMBERS:
            raw_body(client, method, path, f"{{{json.dumps(name)}: {written}{rest}}}")
    for body in [*RAW, b"\xff\xfe\x00", b"\x1f\x8b\x08\x00" + b"x" * 100]:
        raw_body(client, method, path, body)


def test_no_request_to_a_shipped_change_is_an_accident_or_tells_of_the_inside(
    shipped: APIFlask, figure: Figure
) -> None:
    answers: Counter[int] = Counter()
    reached = set()
    for method, path in OF_THE_ROADMAP:
        client = caller_of(shipped, path)
        names = queried(method, path)
        for name in names:
            for value in [
                *(odd.encode("utf-8", "surrogatepass") for odd in TEXTS),
                *NUMBERS,
                b"\xff",
                "1",
                "x",
            ]:
                client.call(method, target(path), query_string={name: value})
        schema = body_schema(method, path)
        if schema is not None:
            try_bodies(client, method, target(path), schema["properties"], least_body(method, path, 0) or {})
        for place in PLACE.findall(path)[:1]:
            for odd in PATHS:
                client.call(method, target(path.replace(f"{{{place}}}", odd)), json={} if schema else None)
        plain = client.call(method, target(path), json=least_body(method, path, 0) if schema else None)
        if plain.status_code not in (404, 405):
            reached.add((method, path))
        answers += client.answers
    figure("operations of the roadmap, requests tried", f"{len(OF_THE_ROADMAP)}, {answers.total()}")
    figure("their answers", ", ".join(f"{count} of {status}" for status, count in sorted(answers.items())))
    assert max(answers) < 500
    assert len(reached) > len(OF_THE_ROADMAP) / 2  # else nothing was shipped and all of it a 404


def test_the_database_is_whole_after_all_that(shipped: APIFlask) -> None:
    with shipped.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("select count(*) from issues where id > 100")).scalar_one() >= 40
        assert connection.execute(text("select count(*) from users where id = 101")).scalar_one() == 1


def test_no_request_to_the_console_is_an_accident(shipped: APIFlask, figure: Figure) -> None:
    client = Counted(shipped.test_client(), CONSOLE_TOKEN)
    for path in LAB_GET:
        for odd in [odd.encode("utf-8", "surrogatepass") for odd in TEXTS]:
            client.call("GET", f"/{path}", query_string={"spoilers": odd, "x": odd})
    for odd in PATHS:
        client.call("GET", f"//lab/changes/{odd}")
        client.call("POST", f"//lab/actions/{odd}", json={})
    for path in LAB_POST:
        if path == "/lab/dial":  # Locust's to answer, and there is none here
            continue
        try_bodies(client, "POST", f"/{path}", dict.fromkeys(("day", "days", "name", "users", "token")), {})
    figure("requests to the console", client)
    assert max(client.answers) < 500


@pytest.mark.parametrize(
    "token", [None, "wrong", "' or 1=1 --", "\u00e9", CONSOLE_TOKEN + "x", SERVICE_TOKEN]
)
def test_console_and_internal_are_closed_without_their_own_token(
    shipped: APIFlask, token: str | None
) -> None:
    client = Client(shipped.test_client(), token)
    for path in LAB_GET[1:]:
        assert client.call("GET", f"/{path}").status_code == 401, path
    for path in LAB_POST[:-1]:
        assert client.call("POST", f"/{path}", json={}).status_code == 401, path
    if token != SERVICE_TOKEN:
        for method, path in operations():
            if path.startswith(INTERNAL_PREFIX):
                assert client.call(method, target(path), json={}).status_code == 401, path


def test_a_users_token_opens_no_internal_operation_and_no_other_organization(
    shipped: APIFlask, figure: Figure
) -> None:
    tried = 0
    stranger = Client(shipped.test_client(), token_of(shipped, 101))
    for method, path in operations():
        if path.startswith(INTERNAL_PREFIX):
            assert stranger.call(method, f"/{path}", json={}).status_code == 401, path
        elif (method, path) in OF_THE_ROADMAP and PLACE.search(path):
            body = least_body(method, path, 0) if body_schema(method, path) else None
            response = stranger.call(method, target(path), json=body, query_string=_required(method, path))
            assert response.status_code in (404, 422), (method, path, response.get_data(as_text=True))
        tried += 1
    figure("operations tried with the token of another tenant", tried)


def _required(method: str, path: str) -> dict[str, Any]:
    described = document()["paths"][path][method.lower()].get("parameters", [])
    asked = [one for one in described if one["in"] == "query" and one.get("required")]
    return {one["name"]: one["schema"].get("examples", [one["schema"].get("minimum", 1)])[0] for one in asked}
