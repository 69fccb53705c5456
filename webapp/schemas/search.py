"""Search."""

from typing import Annotated

from pydantic import Field

from webapp.schemas.base import NO_NUL, Answer, Id, Window
from webapp.schemas.issues import Priority, Status

MIN_TERM = 3


class Search(Window):
    """What to look for in titles."""

    q: Annotated[str, Field(min_length=MIN_TERM, max_length=100, pattern=NO_NUL, examples=["login"])]
    project_id: Id | None = None


class Hit(Answer):
    """An issue found; `highlight` is its title as HTML with the words in <mark>."""

    id: Id
    key: str
    project_id: Id
    title: str
    highlight: str
    status: Status
    priority: Priority
    rank: float
