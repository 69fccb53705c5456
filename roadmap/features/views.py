"""The views: the list of live features, and one view for each route that any change adds."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from roadmap.catalogue import Revision, revisions
from roadmap.exercise import Exercise, Parameter
from roadmap.features.live import Live
from roadmap.features.scope import own_ids
from webapp.answers import answer, nothing
from webapp.auth import INTERNAL_PREFIX, caller
from webapp.database import autocommit, reading, reading_late
from webapp.errors import NotFound
from webapp.openapi import problems
from webapp.rows import fetch_all
from webapp.schemas.base import NO_NUL, WHOLE, Answer, Body, Page
from webapp.schemas.base import Query as QueryString

PREFIX = "/api/v1"
PLACEHOLDER = re.compile(r"<(?:[^:>]+:)?([^>]+)>")
IN_QUERY = ("GET", "DELETE")


class Feature(Answer):
    """A live feature; `parameters` is JSON Schema of what the query string or the body carries."""

    name: str
    method: str
    path: str
    persona: str
    weight: int
    summary: str
    parameters: dict[str, Any]


class Row(BaseModel):
    """A row of a feature's answer."""

    model_config = ConfigDict(extra="allow")


def add_routes(blueprint: APIBlueprint, live: Live) -> None:
    """Add `/features` and the exercises' routes."""

    @blueprint.get("/features")
    @blueprint.output(Page[Feature])
    def list_features() -> Response:
        """Features that engineers have shipped, for clients that mix them in."""
        return answer({"data": [described[e.query.name] for e in live.exercises()], "next_cursor": None})

    described: dict[str, dict[str, Any]] = {}
    routed: set[tuple[str, str]] = set()
    for revision in revisions():
        for exercise in revision.change.exercises:
            if exercise.takes_over is not None:
                continue
            model = parameters_model(exercise) if exercise.parameters else None
            described[exercise.query.name] = _feature(exercise, model)
            if (exercise.method, exercise.path) not in routed:
                _add_route(blueprint, live, revision, exercise, model)
                routed.add((exercise.method, exercise.path))


def parameters_model(exercise: Exercise) -> Any:
    """What a request must carry, as a model of pydantic."""
    fields: dict[str, Any] = {parameter.name: _model_field(parameter) for parameter in exercise.parameters}
    base = QueryString if exercise.method in IN_QUERY else Body
    return create_model(_endpoint(exercise).title().replace("_", ""), __base__=base, **fields)


def _model_field(parameter: Parameter) -> tuple[Any, Any]:
    kinds = {int: Annotated[int, WHOLE], str: Annotated[str, Field(pattern=NO_NUL)]}
    kind = kinds.get(parameter.type, parameter.type)
    if parameter.required:
        return kind, Field(..., **parameter.field)
    return kind | None, Field(None, **parameter.field)


def _add_route(
    blueprint: APIBlueprint, live: Live, revision: Revision, exercise: Exercise, model: Any
) -> None:
    method, path = exercise.method, exercise.path
    internal = f"{PREFIX}{path}".startswith(INTERNAL_PREFIX)

    def view(query_data: Any = None, json_data: Any = None, **ids: Any) -> Response:
        served = live.serving(method, path)
        if served is None:
            raise NotFound("this feature is not shipped yet, or has been taken back")
        carried = query_data or json_data
        values: dict[str, Any] = carried.model_dump() if carried is not None else {}
        reads = reading_late if served.may_be_late else reading
        with (reads if method == "GET" else autocommit)() as connection:
            if not internal:
                who = caller()
                values |= {"user_id": who.user_id, "organization_id": who.organization_id}
                values |= own_ids(connection, who.organization_id, ids)
            rows = fetch_all(connection, served.query.as_psycopg2(), values)
        return _answer(served, rows)

    view.__name__ = _endpoint(exercise)
    view.__doc__ = f"{_summary(exercise, revision)}\n\nServed from day {revision.day} of the roadmap on."
    view.__dict__["since_day"] = revision.day
    shipped: Callable[..., Any] = problems(404, 409)(view)
    shape = Page[Row] if exercise.lists else Row
    status = 200 if exercise.lists else {"POST": 201, "DELETE": 204}.get(method, 200)
    shipped = blueprint.output({} if method == "DELETE" else shape, status_code=status)(shipped)
    if model is not None:
        shipped = blueprint.input(model, location="query" if method in IN_QUERY else "json")(shipped)
    blueprint.add_url_rule(path, view.__name__, shipped, methods=[method])


def _summary(exercise: Exercise, revision: Revision) -> str:
    return exercise.summary or revision.title


def _answer(exercise: Exercise, rows: list[dict[str, Any]]) -> Response:
    if exercise.lists:
        return answer({"data": rows, "next_cursor": None})
    if not rows:
        raise NotFound("there is no such thing in your organization")
    if exercise.method == "DELETE":
        return nothing()
    return answer(rows[0], 201 if exercise.method == "POST" else 200)


def _endpoint(exercise: Exercise) -> str:
    words = re.findall(r"[a-z0-9]+", PLACEHOLDER.sub(r"\1", exercise.path).lower())
    return "_".join([exercise.method.lower(), *words])


def _feature(exercise: Exercise, model: Any) -> dict[str, Any]:
    return {
        "name": exercise.query.name,
        "method": exercise.method,
        "path": PREFIX + PLACEHOLDER.sub(r"{\1}", exercise.path),
        "persona": exercise.persona,
        "weight": exercise.weight,
        "summary": exercise.summary,
        "parameters": model.model_json_schema() if model is not None else {},
    }
