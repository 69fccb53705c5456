"""The caller's organization, its people, and oneself."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, page
from webapp.auth import caller, permits, standing
from webapp.database import autocommit, reading
from webapp.errors import NotAllowed, NotAuthenticated
from webapp.events import hint
from webapp.guessing import guesses
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.passwords import hash_password, password_matches
from webapp.queries import organization
from webapp.queries.credentials import stored_password
from webapp.roles import RANK
from webapp.schemas.base import Page
from webapp.schemas.organization import (
    MyChange,
    NewUser,
    Organization,
    OrganizationChange,
    Profile,
    User,
    UserChange,
    UserFilter,
)

blueprint = APIBlueprint("organization", __name__, url_prefix="/api/v1", tag="Organization")


@blueprint.get("/organization")
@blueprint.output(Organization)
def read_organization() -> Response:
    """The caller's organization."""
    with reading() as connection:
        return answer(organization.read_organization(connection, caller().organization_id))


@blueprint.patch("/organization")
@blueprint.input(OrganizationChange)
@blueprint.output(Organization)
@permits("organization")
def change_organization(json_data: OrganizationChange) -> Response:
    """Change the organization's name or settings."""
    who = caller()
    patch = json_data.model_dump(exclude_unset=True)
    with autocommit() as connection:
        row = organization.change_organization(connection, who.organization_id, who.user_id, patch)
    if row is None:
        raise NotAuthenticated("this organization is gone")
    hint(row)
    return answer(row)


@blueprint.get("/users")
@blueprint.input(UserFilter, location="query")
@blueprint.output(Page[User])
def list_users(query_data: UserFilter) -> Response:
    """People of the organization, in the order they came."""
    filters = query_data.model_dump(include={"role", "active"}, exclude_none=True)
    with reading() as connection:
        found = organization.list_users(
            connection, caller().organization_id, filters, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.post("/users")
@blueprint.input(NewUser)
@blueprint.output(User, status_code=201)
@problems(409)
@permits("people")
@idempotent
def create_user(json_data: NewUser) -> Response:
    """Add a person to the organization."""
    who = caller()
    _at_most_own_rank(json_data.role)
    values = json_data.model_dump(exclude={"password"}) | {"email": json_data.email.lower()}
    values["password_hash"] = hash_password(json_data.password) if json_data.password else None
    with autocommit() as connection:
        row = organization.create_user(connection, who.organization_id, who.user_id, values)
    assert row is not None
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/users/{row['id']}"})


@blueprint.get("/users/<id:user_id>")
@blueprint.output(User)
@problems(404)
def read_user(user_id: int) -> Response:
    """A person of the organization."""
    with reading() as connection:
        return answer(organization.read_user(connection, caller().organization_id, user_id))


@blueprint.patch("/users/<id:user_id>")
@blueprint.input(UserChange)
@blueprint.output(User)
@problems(404, 409)
@permits("people")
def change_user(user_id: int, json_data: UserChange) -> Response:
    """Change a person's name or role, or deactivate them."""
    who = caller()
    patch = json_data.model_dump(exclude_unset=True)
    _at_most_own_rank(patch.get("role", "guest"))
    with autocommit() as connection:
        row = organization.change_user(connection, who.organization_id, who.user_id, who.role, user_id, patch)
    standing().forget(user_id)
    hint(row)
    return answer(row)


@blueprint.patch("/me")
@blueprint.input(MyChange)
@blueprint.output(Profile)
@permits("profile")
def change_me(json_data: MyChange) -> Response:
    """Change one's own name, picture, preferences or password.

    A new password ends every signed token that was given before, the one of this request too: log in again.
    """
    who = caller()
    patch = json_data.model_dump(exclude_unset=True)
    password = patch.pop("password", None)
    current = patch.pop("current_password", "")
    account = f"user {who.user_id}"
    with autocommit() as connection:
        if password is not None:
            guesses().check(account)
            if not password_matches(stored_password(connection, who.user_id), current):
                guesses().failed(account)
                raise NotAllowed("current_password is not your password")
        password_hash = hash_password(password) if password is not None else None
        row = organization.change_me(connection, who.organization_id, who.user_id, patch, password_hash)
    if row is None:
        raise NotAuthenticated("this user is not active any more")
    standing().forget(who.user_id)
    hint(row)
    return answer(row)


def _at_most_own_rank(role: str) -> None:
    if RANK[role] > RANK[caller().role]:
        raise NotAllowed(f"a {caller().role} may not make somebody {role}")
