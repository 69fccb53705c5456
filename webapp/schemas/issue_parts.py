"""Attachments and links of an issue."""

from typing import Annotated, Literal

from pydantic import Field

from webapp.schemas.base import WHOLE, Answer, Body, Id, IssueName, Moment
from webapp.schemas.issues import IssueLink

FILE_SIZE_MAX = 100 * 1024 * 1024
ContentType = Literal[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "application/zip",
    "application/json",
    "application/octet-stream",
    "text/plain",
    "text/csv",
    "text/markdown",
    "video/mp4",
]
LinkType = Literal["blocks", "is_blocked_by", "duplicates", "is_duplicated_by", "relates"]


class NewAttachment(Body):
    """A file's description; its bytes go to the storage under the answered key."""

    filename: Annotated[str, Field(max_length=200, pattern=r"^[^/\\\x00-\x1f]+$", examples=["screen.png"])]
    content_type: ContentType
    file_size: Annotated[int, Field(ge=0, le=FILE_SIZE_MAX), WHOLE]


class Attachment(Answer):
    """A file of an issue."""

    id: Id
    issue_id: Id
    user_id: Id
    filename: str
    content_type: str
    file_size: int
    storage_key: str
    created_at: Moment


class Attachments(Answer):
    """An issue's files."""

    data: list[Attachment]


class NewLink(Body):
    """A link to another issue, by its id or key."""

    type: LinkType
    issue: IssueName


class Links(Answer):
    """An issue's links, from both ends."""

    data: list[IssueLink]
