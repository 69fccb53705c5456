"""Comments."""

from typing import Annotated

from pydantic import Field

from webapp.schemas.base import NO_NUL, Answer, Body, Id, Moment

CommentText = Annotated[
    str, Field(min_length=1, max_length=50_000, pattern=NO_NUL, examples=["I can see it too."])
]


class NewComment(Body):
    """A comment to add; `@address` tells that person of it."""

    body: CommentText
    is_internal: bool = Field(False, description="hidden from guests")


class CommentChange(Body):
    """A comment's new text."""

    body: CommentText


class Comment(Answer):
    """A comment."""

    id: Id
    issue_id: Id
    user_id: Id
    user_name: str
    body: str
    is_internal: bool
    created_at: Moment
    updated_at: Moment
