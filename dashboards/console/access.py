"""Who may use the console.

With TASKPILOT_CONSOLE_TOKEN whoever brings it, as a bearer token or by the page's form; without it only this
machine, and in production nobody. A page of another origin can neither read nor act: an open console answers
to loopback names only (a name that was pointed at 127.0.0.1 gets nothing) and acts on JSON of its own page.
"""

import hashlib
import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, request, url_for

from webapp.errors import NotAllowed, NotAuthenticated, NotFound, NotJson

COOKIE = "taskpilot_console"
COOKIE_LIFETIME_S = 7 * 24 * 3600
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
OPEN_ENDPOINTS = frozenset({"console.login", "console.remember", "console.static"})


def guard() -> Response | None:
    """Refuse whoever may not; a browser without the token is sent to the form."""
    settings = current_app.config["SETTINGS"]
    token = settings.taskpilot_console_token
    if token is None:
        _require_this_machine(settings.app_env)
    elif request.endpoint not in OPEN_ENDPOINTS and not _brings(token):
        if request.endpoint == "console.page":
            return redirect(url_for("console.login"))  # type: ignore[return-value]
        raise NotAuthenticated(
            "bring the console's token: 'Authorization: Bearer …' or the form at /lab/login"
        )
    if request.method == "POST":
        _require_own_page()
    return None


def cookie_of(token: str) -> str:
    """What the browser keeps: not the token itself."""
    return hashlib.sha256(f"console:{token}".encode()).hexdigest()


def is_token(given: str) -> bool:
    """Whether somebody typed the token."""
    token = current_app.config["SETTINGS"].taskpilot_console_token
    return token is not None and hmac.compare_digest(given.encode(), token.encode())


def _brings(token: str) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return hmac.compare_digest(given.strip().encode(), token.encode())
    return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), cookie_of(token).encode())


def _require_this_machine(app_env: str) -> None:
    if app_env == "production":
        raise NotFound("the console is off in production; set TASKPILOT_CONSOLE_TOKEN to open it")
    host = request.host.rpartition(":")[0] if ":" in request.host.rpartition("]")[2] else request.host
    caller = request.remote_addr or "192.0.2.1"  # unknown: nobody's
    if host not in LOOPBACK_NAMES or not ip_address(caller).is_loopback:
        raise NotAllowed("without TASKPILOT_CONSOLE_TOKEN the console answers this machine only")


def _require_own_page() -> None:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise NotAllowed("only the console's own page may do that")
    if not request.is_json:
        raise NotJson("send JSON")
