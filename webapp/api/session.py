"""Logging in, and who one is."""

import hmac
from typing import cast

from apiflask import APIBlueprint
from flask import Response, current_app

from webapp.answers import answer
from webapp.auth import TOKEN_LIFETIME_S, access_token, caller, public
from webapp.database import reading
from webapp.errors import NotAuthenticated
from webapp.guessing import guesses
from webapp.openapi import problems
from webapp.passwords import mark_of, password_matches
from webapp.queries.credentials import find_login
from webapp.queries.people import read_me
from webapp.schemas.session import AccessToken, Login, Me
from webapp.settings import Settings

DEMO_DOMAIN = ".taskpilot.example"

blueprint = APIBlueprint("session", __name__, url_prefix="/api/v1", tag="Session")


@blueprint.post("/auth/login")
@blueprint.input(Login)
@blueprint.output(AccessToken)
@problems(401, 429)
@public
def login(json_data: Login) -> Response:
    """Log in with an address and a password.

    In demo mode every seeded user has the demo password. Wrong passwords are counted: after ten within a
    minute the account is closed to whoever sent them until the minute is over.
    """
    guesses().check(json_data.email.lower())
    with reading() as connection:
        user = find_login(connection, json_data.email)
    demo = user is not None and _is_demo_password(json_data)
    stored = user["password_hash"] if user else None
    if user is None or not (demo or password_matches(stored, json_data.password)):
        if user is None:
            password_matches(None, json_data.password)
        guesses().failed(json_data.email.lower())
        raise NotAuthenticated("no active user has this address and password")
    token = access_token(user["id"], user["organization_id"], user["role"], mark_of(stored))
    return answer({"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFETIME_S})


@blueprint.get("/me")
@blueprint.output(Me)
def me() -> Response:
    """The caller, with organization and teams."""
    with reading() as connection:
        return answer(read_me(connection, caller().user_id))


def _is_demo_password(login: Login) -> bool:
    settings = cast(Settings, current_app.config["SETTINGS"])
    return (
        settings.taskpilot_demo_mode
        and login.email.lower().endswith(DEMO_DOMAIN)
        and hmac.compare_digest(login.password.encode(), settings.taskpilot_demo_password.encode())
    )
