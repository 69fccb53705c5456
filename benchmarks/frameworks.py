"""What request validation and an OpenAPI document cost a request: bare Flask beside two libraries.

Why the API validates as it does: one view with a query model, a body model and an answer model,
called by WSGI, rounds interleaved. flask-openapi is measured where it is installed.

    python benchmarks/frameworks.py
"""

import importlib
import importlib.util
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import orjson
from apiflask import APIFlask
from flask import Flask, Response, request
from pydantic import BaseModel, Field
from werkzeug.test import EnvironBuilder

ROUNDS = 7
REQUESTS = 400


class Window(BaseModel):
    limit: int = Field(50, ge=1, le=100)
    sort: str = "number"


class NewIssue(BaseModel):
    project_id: int
    title: str = Field(min_length=1, max_length=300)
    priority: str = "none"


class Issue(BaseModel):
    id: int
    title: str
    priority: str
    limit: int


def answer(value: dict[str, Any]) -> Response:
    return Response(orjson.dumps(value), 200, mimetype="application/json")


def made(limit: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": body["project_id"], "title": body["title"], "priority": body["priority"], "limit": limit}


def bare() -> Flask:
    """Nothing validated, nothing documented."""
    app = Flask("bare")

    @app.post("/issues")
    def create() -> Response:
        body = orjson.loads(request.get_data())
        body.setdefault("priority", "none")
        return answer(made(int(request.args.get("limit", 50)), body))

    return app


def models_only() -> Flask:
    """pydantic's models called by hand, the body from its bytes."""
    app = Flask("models")

    @app.post("/issues")
    def create() -> Response:
        window = Window.model_validate(request.args.to_dict())
        return answer(
            made(window.limit, NewIssue.model_validate_json(request.get_data(cache=False)).model_dump())
        )

    return app


def apiflask(dumped: bool) -> Flask:
    """APIFlask's decorators; `dumped` answers bytes and so passes its own serialization by."""
    app = APIFlask("apiflask")

    @app.post("/issues")
    @app.input(Window, location="query")
    @app.input(NewIssue)
    @app.output(Issue)
    def create(query_data: Window, json_data: NewIssue) -> Any:
        value = made(query_data.limit, json_data.model_dump())
        return answer(value) if dumped else value

    return app


def flask_openapi() -> Flask:
    """flask-openapi's annotations, bytes answered."""
    app = importlib.import_module("flask_openapi").OpenAPI("openapi")

    @app.post("/issues", responses={200: Issue})
    def create(query: Window, body: NewIssue) -> Response:
        return answer(made(query.limit, body.model_dump()))

    return app  # type: ignore[no-any-return]


def seconds(app: Flask) -> float:
    """Seconds per request of one round."""
    body = json.dumps({"project_id": 7, "title": "Login fails after a redirect", "priority": "high"}).encode()

    def environ() -> dict[str, Any]:
        return EnvironBuilder(
            "/issues?limit=20", method="POST", data=body, content_type="application/json"
        ).get_environ()

    environs = [environ() for _ in range(REQUESTS)]
    began = time.perf_counter()
    for one in environs:
        b"".join(app.wsgi_app(one, lambda *_: lambda _data: None))
    return (time.perf_counter() - began) / REQUESTS


def main() -> None:
    ways: dict[str, Callable[[], Flask]] = {
        "bare Flask": bare,
        "pydantic by hand": models_only,
        "APIFlask, bytes answered": lambda: apiflask(True),
        "APIFlask, answer through the model": lambda: apiflask(False),
    }
    if importlib.util.find_spec("flask_openapi"):
        ways["flask-openapi, bytes answered"] = flask_openapi
    apps = {name: make() for name, make in ways.items()}
    taken: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(ROUNDS):
        for name, app in apps.items():
            taken[name].append(seconds(app))
    floor = statistics.median(taken["bare Flask"])
    for name, rounds in taken.items():
        median = statistics.median(rounds)
        print(f"{name:36} {median * 1e6:6.0f} µs a request, {median / floor:.2f} of bare")


if __name__ == "__main__":
    main()
