"""Search."""

from typing import Annotated

from pydantic import Field

from webapp.schemas.base import Answer, Id, Window
from webapp.schemas.issues import Priority, Status

MIN_TERM = 3
LETTER = r"[^\x00-/:-@\[-`{-\xbf]"  # anything but ASCII's controls, spaces and punctuation
ENOUGH = rf"^[^\x00]*({LETTER}[^\x00]*){{{MIN_TERM}}}$"  # fewer give the trigram index nothing to look for


class Search(Window):
    """What to look for in titles."""

    q: Annotated[
        str,
        Field(
            min_length=MIN_TERM,
            max_length=100,
            pattern=ENOUGH,
            examples=["login"],
            description=f"at least {MIN_TERM} letters or digits",
        ),
    ]
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
