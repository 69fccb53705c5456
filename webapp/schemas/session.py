"""Logging in, and who one is."""

from typing import Annotated, Literal

from pydantic import Field

from webapp.schemas.base import NO_NUL, Answer, Body, Id, Moment

RoleName = Literal["owner", "admin", "member", "guest"]


class Login(Body):
    """An address and its password."""

    email: Annotated[str, Field(min_length=3, max_length=254, pattern=NO_NUL)]
    password: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class AccessToken(Answer):
    """A bearer token and its life in seconds."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int


class MyTeam(Answer):
    """A team that one is in."""

    id: Id
    name: str
    slug: str
    role: Literal["lead", "member"]


class MyOrganization(Answer):
    """The organization that one belongs to."""

    id: Id
    name: str
    slug: str
    plan_type: Literal["free", "team", "business", "enterprise"]


class Me(Answer):
    """The caller."""

    id: Id
    email: str
    name: str
    avatar_url: str | None
    role: RoleName
    created_at: Moment
    organization: MyOrganization
    teams: list[MyTeam]
    unread_notifications: int = Field(description="counted up to 100")
