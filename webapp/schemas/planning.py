"""Cycles and labels of a project."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from webapp.schemas.base import NO_NUL, Answer, Body, Day, Id, Moment, Name, Window

CycleStatus = Literal["planned", "active", "completed"]
Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", examples=["#808080"])]
Remark = Annotated[str, Field(max_length=500, pattern=NO_NUL)]


class CycleFilter(Window):
    """Which cycles, newest first."""

    status: CycleStatus | None = None


class NewCycle(Body):
    """A cycle to plan; it ends after it begins."""

    name: Name
    start_date: Day
    end_date: Day
    status: CycleStatus = "planned"

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.end_date <= self.start_date:
            raise ValueError("end_date must be after start_date")
        return self


class CycleChange(Body):
    """Fields to change; those left out stay."""

    name: Name = ""
    start_date: Day = None  # type: ignore[assignment]
    end_date: Day = None  # type: ignore[assignment]
    status: CycleStatus = "planned"


class Cycle(Answer):
    """A cycle."""

    id: Id
    project_id: Id
    name: str
    start_date: Day
    end_date: Day
    status: CycleStatus
    created_at: Moment


class NewLabel(Body):
    """A label to create."""

    name: Name
    color: Color = "#808080"
    description: Remark = ""


class LabelChange(Body):
    """Fields to change; those left out stay."""

    name: Name = ""
    color: Color = "#808080"
    description: Remark = ""


class Label(Answer):
    """A label."""

    id: Id
    project_id: Id
    name: str
    color: str
    description: str
