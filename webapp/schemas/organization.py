"""The caller's organization and its people."""

from typing import Annotated, Any, Literal

from pydantic import Field

from webapp.schemas.base import NO_NUL, Answer, Body, Id, Metadata, Moment, Name, Window
from webapp.schemas.session import RoleName

Email = Annotated[
    str,
    Field(max_length=254, pattern=r"^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$", examples=["ada@acme.example"]),
]
Password = Annotated[str, Field(min_length=10, max_length=200, pattern=NO_NUL)]
Link = Annotated[str, Field(max_length=500, pattern=r"^https?://[!-~]+$")]


class OrganizationChange(Body):
    """Fields to change; those left out stay."""

    name: Name = ""
    settings: Metadata = Field(default_factory=dict)


class Organization(Answer):
    """The organization."""

    id: Id
    name: str
    slug: str
    plan_type: Literal["free", "team", "business", "enterprise"]
    settings: dict[str, Any]
    created_at: Moment


class UserFilter(Window):
    """Which people, in the order they came."""

    role: RoleName | None = None
    active: bool | None = None


class NewUser(Body):
    """A person to add; without a password they cannot log in outside of demo mode."""

    email: Email
    name: Name
    role: RoleName = "member"
    password: Password | None = None


class UserChange(Body):
    """Fields to change; those left out stay. A user is deactivated, never deleted."""

    name: Name = ""
    role: RoleName = "member"
    active: bool = True


class MyChange(Body):
    """What one may change of oneself; a new password needs the old one."""

    name: Name = ""
    avatar_url: Link | None = None
    preferences: Metadata = Field(default_factory=dict)
    password: Password = ""
    current_password: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


class User(Answer):
    """A person."""

    id: Id
    email: str
    name: str
    avatar_url: str | None
    role: RoleName
    active: bool
    created_at: Moment


class Profile(User):
    """Oneself, with one's preferences."""

    preferences: dict[str, Any]
