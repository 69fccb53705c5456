"""The console's routes, under /lab/."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, make_response, render_template, request, url_for
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from dashboards.console import access, actions, findings, locust, state, timeline
from dashboards.console.prometheus import LabCollector
from webapp.answers import answer
from webapp.errors import Invalid, NotAuthenticated

blueprint = APIBlueprint(
    "console",
    __name__,
    url_prefix="/lab",
    static_folder="static",
    template_folder="templates",
    enable_openapi=False,
)
blueprint.before_request(access.guard)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@blueprint.after_request
def close(response: Response) -> Response:
    """Nothing that the page shows can run, load or send anything elsewhere."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "console.static":
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/")
def page() -> Response:
    """The page."""
    return make_response(render_template("console.html"))


@blueprint.get("/login")
def login() -> Response:
    """The form that takes the token, where one is set."""
    return make_response(render_template("login.html"))


@blueprint.post("/login")
def remember() -> Response:
    """Take the token `{"token"}` and let the browser keep that it was right."""
    given = str(_json().get("token", ""))
    if not access.is_token(given):
        raise NotAuthenticated("this is not the token")
    response = answer({})
    response.set_cookie(
        access.COOKIE,
        access.cookie_of(given),
        max_age=access.COOKIE_LIFETIME_S,
        path=url_for("console.page"),
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )
    return response


@blueprint.get("/state")
def live() -> Response:
    """All that changes by the second."""
    return answer(state.current(current_app.config["SETTINGS"]))


@blueprint.get("/roadmap")
def roadmap() -> Response:
    """The changes by day, what was done, and with `spoilers=1` what is wrong with them."""
    return answer(timeline.timeline(_wants_spoilers()))


@blueprint.get("/changes/<name>")
def change(name: str) -> Response:
    """One change: its story, its SQL, its locks, its effect."""
    return answer(timeline.one(name, _wants_spoilers()))


@blueprint.get("/findings")
def found() -> Response:
    """What was expected, proved and seen at the last look."""
    return answer(findings.compared(_wants_spoilers()))


@blueprint.get("/metrics")
def metrics() -> Response:
    """The lab for Prometheus."""
    registry = CollectorRegistry()
    registry.register(LabCollector())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/action")
def action() -> Response:
    """The action that runs, or the last one, with the end of what it printed."""
    return answer({"action": actions.current()})


@blueprint.post("/actions/<name>")
def act(name: str) -> Response:
    """Start an action; one at a time."""
    return answer({"action": actions.start(name, _json())}, 202)


@blueprint.post("/dial")
def dial() -> Response:
    """Turn the users of one persona up or down, in Locust."""
    return answer(locust.turn(current_app.config["SETTINGS"], _json()))


def _wants_spoilers() -> bool:
    return request.args.get("spoilers") == "1"


def _json() -> dict[str, Any]:
    given: Any = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid("send a JSON object")
    return given
