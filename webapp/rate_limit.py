"""Rate limiting per API token or logged in user, counted in Redis; off unless TASKPILOT_RATE_LIMIT is set.

A Redis that is away limits nobody: the app must not stand still for want of a counter.
"""

from typing import Any

from flask import Flask, g, request
from redis.backoff import NoBackoff
from redis.retry import Retry

from webapp.auth import API_PREFIX, hash_of

STORE_TIMEOUT_S = 0.2
QUICK: Any = {
    "socket_connect_timeout": STORE_TIMEOUT_S,
    "socket_timeout": STORE_TIMEOUT_S,
    "retry": Retry(NoBackoff(), 0),
}


def register_rate_limit(app: Flask) -> None:
    """Limit requests below /api/v1 as the settings say, with X-RateLimit-* headers and Retry-After."""
    settings = app.config["SETTINGS"]
    if settings.taskpilot_rate_limit is None:
        return
    from flask_limiter import Limiter

    limiter = Limiter(
        key_func=_who,
        default_limits=[settings.taskpilot_rate_limit],
        storage_uri=settings.redis_url or "memory://",
        storage_options=QUICK if settings.redis_url else {},
        strategy="fixed-window",
        headers_enabled=True,
        swallow_errors=True,
        key_prefix="taskpilot",
    )
    limiter.request_filter(lambda: not request.path.startswith(API_PREFIX))
    limiter.init_app(app)


def _who() -> str:
    identity = g.get("identity")
    if identity is None:
        return f"address {request.remote_addr}"
    if identity.scopes is None:
        return f"user {identity.user_id}"
    return f"token {hash_of(request.headers['Authorization']).hex()}"
