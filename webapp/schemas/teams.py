"""Teams and who is in them."""

from typing import Annotated, Literal

from pydantic import Field

from webapp.schemas.base import Answer, Body, Id, Moment, Name

Slug = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["core"])]
TeamRole = Literal["lead", "member"]


class NewTeam(Body):
    """A team to create."""

    name: Name
    slug: Slug


class TeamChange(Body):
    """Fields to change; those left out stay."""

    name: Name = ""
    slug: Slug = ""


class Team(Answer):
    """A team."""

    id: Id
    name: str
    slug: str
    created_at: Moment


class TeamProject(Answer):
    """A project of a team."""

    id: Id
    key: str
    name: str
    status: Literal["planned", "active", "paused", "completed", "archived"]


class TeamDetail(Team):
    """A team with its projects and how many are in it."""

    member_count: int
    projects: list[TeamProject]


class Membership(Body):
    """What somebody is in a team."""

    role: TeamRole = "member"


class Member(Answer):
    """Somebody in a team."""

    user_id: Id
    name: str
    email: str
    role: TeamRole
    created_at: Moment
