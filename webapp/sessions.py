"""No cookies: callers send a token, so Flask need not look for a session in each request."""

from flask import Flask, Request
from flask.sessions import SessionInterface


class NoSessions(SessionInterface):
    """Opens none; Flask puts its null session in place, which refuses writes."""

    def open_session(self, app: Flask, request: Request) -> None:
        """No session."""
