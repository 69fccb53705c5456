"""Whether the process lives, and whether it can serve; outside /api/v1."""

from apiflask import APIBlueprint
from flask import Response, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy.exc import SQLAlchemyError

from webapp.answers import answer
from webapp.database import reading

REDIS_TIMEOUT_S = 0.2

blueprint = APIBlueprint("health", __name__, url_prefix="/health", tag="Health", enable_openapi=False)


@blueprint.get("/live")
def live() -> Response:
    """The process answers."""
    return answer({"status": "ok"})


@blueprint.get("/ready")
def ready() -> Response:
    """PostgreSQL answers; Redis is only reported, for nothing here waits for it."""
    try:
        with reading() as connection:
            connection.exec_driver_sql("select 1")
        postgres = "ok"
    except SQLAlchemyError:
        postgres = "down"
    body = {"status": "ok" if postgres == "ok" else "down", "postgres": postgres, "redis": _redis()}
    return answer(body, 200 if postgres == "ok" else 503)


def _redis() -> str:
    url = current_app.config["SETTINGS"].redis_url
    if url is None:
        return "not configured"
    client = Redis.from_url(
        url,
        socket_connect_timeout=REDIS_TIMEOUT_S,
        socket_timeout=REDIS_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except RedisError:
        return "down"
    finally:
        client.close()
    return "ok"
