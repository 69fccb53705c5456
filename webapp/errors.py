"""Every error that the API answers, as RFC 9457 problem documents: the one place that knows status codes.

Code elsewhere raises a Problem by name; what PostgreSQL, the pool or Flask raise is translated here.
"""

from typing import Any, ClassVar

import orjson
import psycopg2
from apiflask import APIFlask, HTTPError
from flask import Response
from gunicorn.http.errors import NoMoreData, ParseException
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from webapp.metrics.pool import TIMEOUTS

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = 1
ROOM_RETRY_AFTER_S = 5
GUESSING_PAUSE_S = 60

TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Precondition failed",
    413: "Request too large",
    415: "Unsupported media type",
    422: "Not valid",
    429: "Too many requests",
    500: "Internal error",
    503: "Temporarily unavailable",
}


class Problem(Exception):
    """An error with a sentence for the caller; subclasses say which kind."""

    status: ClassVar[int] = 500
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, detail: str, errors: Any = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class Malformed(Problem):
    """The request cannot be read at all."""

    status = 400


class NotAuthenticated(Problem):
    """No token, or one that is wrong, expired or revoked."""

    status = 401
    headers: ClassVar = {"WWW-Authenticate": "Bearer"}


class NotAllowed(Problem):
    """The caller's role or the token's scopes do not reach that far."""

    status = 403


class NotFound(Problem):
    """No such thing in the caller's organization."""

    status = 404


class Conflict(Problem):
    """What was asked contradicts what is stored."""

    status = 409


class Stale(Problem):
    """If-Match names another version than the stored one."""

    status = 412


class TooLarge(Problem):
    """The body is larger than the limit."""

    status = 413


class NotJson(Problem):
    """The body is not application/json."""

    status = 415


class Invalid(Problem):
    """The request can be read, but a value in it cannot be used."""

    status = 422


class TooMany(Problem):
    """Too many failures; waiting helps."""

    status = 429
    headers: ClassVar = {"Retry-After": str(GUESSING_PAUSE_S)}


class Unavailable(Problem):
    """The database is busy or away; trying again helps."""

    status = 503
    headers: ClassVar = {"Retry-After": str(RETRY_AFTER_S)}


class DiskFull(Unavailable):
    """The database has no room to write; trying again helps once somebody has made room."""

    headers: ClassVar = {"Retry-After": str(ROOM_RETRY_AFTER_S)}


POSTGRES: dict[str, tuple[type[Problem], str]] = {
    "23505": (Conflict, "another row has this value already"),
    "23503": (Conflict, "something that this refers to does not exist, or something still refers to it"),
    "23514": (Conflict, "a value contradicts another one that is stored"),
    "23502": (Invalid, "a value is missing"),
    "22003": (Invalid, "a number is out of range"),
    "22008": (Invalid, "a date is out of range"),
    "22007": (Invalid, "a date or time cannot be read"),
    "22P02": (Invalid, "a value cannot be read"),
    "22P05": (Invalid, "text holds a character that cannot be stored"),
    "57014": (Unavailable, "the statement took longer than its limit"),
    "55P03": (Unavailable, "a lock was not to be had in time"),
    "40001": (Unavailable, "a concurrent change was in the way"),
    "40P01": (Unavailable, "a concurrent change was in the way"),
    "53100": (
        DiskFull,
        "the database's disk is full; what is there can be read, and written to once it has room",
    ),
    "53300": (Unavailable, "the database has no free connection"),
    "57P01": (Unavailable, "the database is restarting"),
    "57P03": (Unavailable, "the database is starting"),
}


def problem(status: int, detail: str, errors: Any = None, headers: dict[str, str] | None = None) -> Response:
    """A problem document."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(orjson.dumps(body), status, headers, content_type=PROBLEM_JSON)


def register_errors(app: APIFlask) -> None:
    """Answer problem documents wherever a request fails."""

    @app.errorhandler(Problem)
    def known(error: Problem) -> Response:
        return problem(error.status, error.detail, error.errors, error.headers)

    @app.error_processor
    def by_flask(error: HTTPError) -> Response:
        headers = {name: str(value) for name, value in dict(error.headers or {}).items()}
        headers.pop("Content-Length", None)
        if error.status_code == 422:
            return problem(422, "the request is not valid; 'errors' names the fields", error.detail, headers)
        return problem(error.status_code, str(error.message), None, headers)

    @app.errorhandler(psycopg2.Error)
    def by_postgres(error: psycopg2.Error) -> Response:
        if error.pgcode in POSTGRES:
            kind, sentence = POSTGRES[error.pgcode]
            return known(kind(sentence))
        if error.pgcode is None and isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
            return known(Unavailable("the database does not answer"))
        raise error

    @app.errorhandler(DBAPIError)
    def by_sqlalchemy(error: DBAPIError) -> Response:
        if not isinstance(error.orig, psycopg2.Error):
            raise error
        return by_postgres(error.orig)

    @app.errorhandler(PoolTimeout)
    def by_pool(_error: PoolTimeout) -> Response:
        TIMEOUTS.inc()
        return known(Unavailable("all connections to the database are in use"))

    @app.errorhandler(ParseException)
    @app.errorhandler(NoMoreData)
    def by_server(_error: Exception) -> Response:
        return known(Malformed("the body's chunks cannot be read"))

    @app.errorhandler(500)
    def by_accident(_error: Any) -> Response:
        return problem(500, "something went wrong here; the server's log says what")
