"""The load, from Locust's own web API: users, requests and response times per persona, and the dial."""

import json
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any

from webapp.errors import Invalid, Unavailable
from webapp.settings import Settings

TIMEOUT_S = 0.5
DIAL_TIMEOUT_S = 10.0
HOST = "127.0.0.1"


def load(settings: Settings) -> dict[str, Any] | None:
    """What Locust's tab Personas shows; None where no Locust answers."""
    try:
        found: dict[str, Any] = _ask(settings, "/personas/state", None, TIMEOUT_S)
    except (OSError, ValueError):
        return None
    return {
        "state": found["state"],
        "users": found["users"],
        "requests_per_s": found["requests_per_s"],
        "failures_per_s": found["failures_per_s"],
        "personas": [
            {key: one[key] for key in ("name", "users", "wanted", "requests", "failures", "p50", "p95")}
            for one in found["personas"]
        ],
    }


def turn(settings: Settings, given: dict[str, Any]) -> dict[str, Any]:
    """Dial `{"users": {persona: count}}`, and start the load where it stands still; Locust's answer."""
    try:
        found: dict[str, Any] = _ask(
            settings, "/personas/dial", {"users": given.get("users")}, DIAL_TIMEOUT_S
        )
        if not found["running"] and found["wanted"]:
            found = _ask(settings, "/personas/start", {}, DIAL_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        raise Invalid(_reason(error)) from None
    except (OSError, ValueError):
        raise Unavailable("Locust's page does not answer; 'flask lab status' shows whether it runs") from None
    return {"running": found["running"], "wanted": {one["name"]: one["wanted"] for one in found["personas"]}}


def _ask(settings: Settings, path: str, body: Any, timeout_s: float) -> Any:
    request = urllib.request.Request(
        f"http://{HOST}:{settings.taskpilot_locust_port}{path}",
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=timeout_s) as response:  # noqa: S310 - our own address  # nosec B310
        return json.load(response)


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["error"])
    except (ValueError, KeyError, TypeError):
        return f"Locust answered {error.code} {HTTPStatus(error.code).phrase}"
