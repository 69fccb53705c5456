"""One's own API tokens."""

import secrets

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, nothing, page
from webapp.auth import API_TOKEN_PREFIX, caller, hash_of, permits
from webapp.database import autocommit, reading
from webapp.errors import NotAllowed
from webapp.events import hint
from webapp.openapi import problems
from webapp.queries import tokens
from webapp.roles import SCOPES, scope_reaches
from webapp.schemas.base import Page, Window
from webapp.schemas.integrations import NewToken, Token, TokenWithSecret

blueprint = APIBlueprint("tokens", __name__, url_prefix="/api/v1", tag="API tokens")


@blueprint.get("/tokens")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Token])
@permits("tokens")
def list_tokens(query_data: Window) -> Response:
    """One's own API tokens, revoked ones too."""
    with reading() as connection:
        found = tokens.list_tokens(connection, caller().user_id, query_data.limit, query_data.cursor)
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.post("/tokens")
@blueprint.input(NewToken)
@blueprint.output(TokenWithSecret, status_code=201)
@permits("tokens")
def create_token(json_data: NewToken) -> Response:
    """Make an API token; it is shown this once and only its hash is stored."""
    who = caller()
    scopes = sorted(set(json_data.scopes), key=SCOPES.index)
    if who.scopes is not None and not all(scope_reaches(who.scopes, scope) for scope in scopes):
        raise NotAllowed("a token may not make one with more scopes than its own")
    secret = API_TOKEN_PREFIX + secrets.token_urlsafe(32)
    with autocommit() as connection:
        row = tokens.create_token(
            connection,
            who.organization_id,
            who.user_id,
            json_data.name,
            hash_of(secret),
            scopes,
            json_data.expires_in_days,
        )
    assert row is not None
    hint(row)
    return answer({**row, "token": secret}, 201)


@blueprint.delete("/tokens/<id:token_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("tokens")
def revoke_token(token_id: int) -> Response:
    """Revoke one of one's own API tokens; it stays in the list."""
    who = caller()
    with autocommit() as connection:
        hint(tokens.revoke_token(connection, who.organization_id, who.user_id, token_id))
    return nothing()
