"""Projects."""

from typing import Annotated, Literal

from pydantic import Field

from webapp.schemas.base import Answer, Body, Id, LongText, Moment, Name, Window

ProjectStatus = Literal["planned", "active", "paused", "completed", "archived"]
Key = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{0,9}$", examples=["ENG"])]


class ProjectFilter(Window):
    """Which projects; in the order of their keys."""

    team_id: Id | None = None
    status: ProjectStatus | None = None


class NewProject(Body):
    """A project to create; its key begins the keys of its issues and stays."""

    name: Name
    key: Key
    team_id: Id | None = None
    description: LongText = ""
    status: ProjectStatus = "active"


class ProjectChange(Body):
    """Fields to change; those left out stay."""

    name: Name = ""
    team_id: Id | None = None
    description: LongText = ""
    status: ProjectStatus = "active"


class Project(Answer):
    """A project."""

    id: Id
    key: str
    name: str
    description: str
    status: ProjectStatus
    team_id: Id | None
    last_issue_number: int = Field(description="the newest issue's number")
    created_at: Moment
