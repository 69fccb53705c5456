"""A second try for requests that met the schema in the moment of a change.

Until the next reading of the database's revision, a request may use a column or table that a revert has just
taken away. Its statement failed as a whole, so it can run again with what is served now.
"""

from typing import Any

import psycopg2
from flask import current_app, g
from flask.sansio.app import App
from sqlalchemy.exc import ProgrammingError

from roadmap.features.live import Live
from webapp.errors import Problem

UNDEFINED = {"42P01", "42703", "42704", "42883"}  # table, column, object, function


def replay_where_undefined(app: App, live: Live) -> None:
    """Dispatch a request again, once, where it failed on something undefined and the revision has changed.

    It has changed since the request began, whoever noticed first: a request that waited for a change's lock
    is the last to know. Statements fail with psycopg2's error, or with SQLAlchemy's around it, depending on
    how they were run.
    """
    usual = app.error_handler_spec[None][None][psycopg2.Error]

    @app.before_request
    def note() -> None:
        g.served = live.state

    @app.errorhandler(psycopg2.ProgrammingError)
    def undefined(error: psycopg2.ProgrammingError) -> Any:
        if error.pgcode not in UNDEFINED or g.get("replayed"):
            return usual(error)
        live.refresh()
        if live.state == g.get("served"):
            return usual(error)
        g.replayed = True
        try:
            return current_app.make_response(current_app.dispatch_request())
        except Problem as problem:
            return current_app.handle_user_exception(problem)

    @app.errorhandler(ProgrammingError)
    def wrapped(error: ProgrammingError) -> Any:
        if not isinstance(error.orig, psycopg2.ProgrammingError):
            raise error
        return undefined(error.orig)
