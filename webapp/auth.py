"""Who is calling: signed tokens from a login, API tokens by their hash, the service token of /internal.

Every route under /api/v1 needs one, also routes of other packages; `@public` lifts that, `@permits` asks
for more.
A signed token carries user, organization, role and the mark of the password it was given for, so that most
requests need no statement for it; `webapp.standing` knows who has another role or password since, or none.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from webapp.database import autocommit
from webapp.errors import NotAllowed, NotAuthenticated
from webapp.queries.credentials import use_api_token
from webapp.roles import PERMISSIONS, role_may, scopes_allow
from webapp.settings import Settings
from webapp.standing import Standing
from webapp.tables.users import USER_ROLES

API_PREFIX = "/api/v1/"
INTERNAL_PREFIX = "/api/v1/internal/"
TOKEN_LIFETIME_S = 12 * 3600
TOKENS_REMEMBERED = 4096
API_TOKEN_PREFIX = "tp_"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Identity:
    """The caller. `scopes` is None for a login, else what the API token may do."""

    user_id: int
    organization_id: int
    role: str
    scopes: frozenset[str] | None = None

    @property
    def is_guest(self) -> bool:
        """Whether internal comments are hidden from the caller."""
        return self.role == "guest"


def public(view: View) -> View:
    """Let a route be called without a token."""
    view.__dict__["public"] = True
    return view


def permits(permission: str) -> Callable[[View], View]:
    """Ask a permission of `webapp.roles`; without it GET asks `read` and other methods `issues`."""
    if permission not in PERMISSIONS:
        raise ValueError(f"{permission!r} is no permission")

    def mark(view: View) -> View:
        view.__dict__["permission"] = permission
        return view

    return mark


def caller() -> Identity:
    """The identity of the current request."""
    return cast(Identity, g.identity)


def standing() -> Standing:
    """What this process knows of its callers."""
    return cast(Standing, current_app.extensions["taskpilot_standing"])


def access_token(user_id: int, organization_id: int, role: str, mark: str = "") -> str:
    """A signed bearer token, good for TOKEN_LIFETIME_S and as long as the user's password has this mark."""
    serializer = current_app.extensions["taskpilot_tokens"][0]
    return str(serializer.dumps([user_id, organization_id, USER_ROLES.index(role), mark]))


def hash_of(token: str) -> bytes:
    """What is stored of an API token."""
    return hashlib.sha256(token.encode()).digest()


def register_auth(app: Flask) -> None:
    """Check every request under /api/v1 before its view runs."""
    register_tokens(app)
    app.extensions["taskpilot_standing"] = Standing()
    app.before_request(_authenticate)


def require_service_token() -> None:
    """Refuse whoever does not bring the service token."""
    _check_service_token(_bearer())


def permission_of(view: Callable[..., Any], method: str) -> str:
    """The permission that a view asks for."""
    return str(getattr(view, "permission", "read" if method in ("GET", "HEAD") else "issues"))


def _authenticate() -> None:
    rule = request.url_rule
    if rule is None or not rule.rule.startswith(API_PREFIX):
        return
    view = current_app.view_functions[rule.endpoint]
    if getattr(view, "public", False):
        return
    token = _bearer()
    if rule.rule.startswith(INTERNAL_PREFIX):
        _check_service_token(token)
        return
    identity = _from_api_token(token) if token.startswith(API_TOKEN_PREFIX) else _from_signature(token)
    permission = permission_of(view, request.method)
    if not role_may(identity.role, permission):
        raise NotAllowed(f"a {identity.role} may not {PERMISSIONS[permission].what}")
    if not scopes_allow(identity.scopes, permission):
        raise NotAllowed(f"this token lacks the scope {PERMISSIONS[permission].scope!r}")
    g.identity = identity


def _bearer() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise NotAuthenticated("send 'Authorization: Bearer …' with a token from POST /api/v1/auth/login")
    return token.strip()


def register_tokens(app: Flask) -> None:
    """Make what signs and reads this app's tokens; a signature is checked once, a token's age each time."""
    serializer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="bearer")

    @lru_cache(maxsize=TOKENS_REMEMBERED)
    def read(token: str) -> tuple[Identity, str, float]:
        payload, signed_at = serializer.loads(token, return_timestamp=True)
        user_id, organization_id, role, mark = payload
        return Identity(user_id, organization_id, USER_ROLES[role]), mark, signed_at.timestamp()

    app.extensions["taskpilot_tokens"] = (serializer, read)


def _from_signature(token: str) -> Identity:
    try:
        identity, mark, signed_at = current_app.extensions["taskpilot_tokens"][1](token)
    except (BadSignature, ValueError):  # a ValueError: an earlier version signed it, with other parts
        raise NotAuthenticated("the token is wrong; log in again") from None
    if time.time() - signed_at > TOKEN_LIFETIME_S:
        raise NotAuthenticated("the token has expired; log in again")
    now = standing().of(identity.user_id)
    if now is None:
        raise NotAuthenticated("this user is not active any more")
    if now.mark != mark:
        raise NotAuthenticated("the password was changed since; log in again")
    return cast(Identity, identity if now.role == identity.role else replace(identity, role=now.role))


def _from_api_token(token: str) -> Identity:
    with autocommit() as connection:
        row = use_api_token(connection, hash_of(token))
    if row is None:
        raise NotAuthenticated("the API token is unknown, expired or revoked")
    return Identity(row["user_id"], row["organization_id"], row["role"], frozenset(row["scopes"]))


def _check_service_token(token: str) -> None:
    settings = cast(Settings, current_app.config["SETTINGS"])
    expected = settings.service_token
    if expected is None:
        raise NotAuthenticated("/internal is closed; set TASKPILOT_SERVICE_TOKEN to open it")
    if not hmac.compare_digest(token.encode(), expected.encode()):
        raise NotAuthenticated("this is not the service token")
