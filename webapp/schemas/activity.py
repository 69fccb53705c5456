"""The audit trail's rows."""

from typing import Any

from pydantic import Field

from webapp.schemas.base import Answer, Id, Moment, Query

PAGE_SIZE = 50
LAST_PAGE = 1000


class ActivityPage(Query):
    """Which page of the feed."""

    page: int = Field(1, ge=1, le=LAST_PAGE, description=f"of {PAGE_SIZE} entries each, newest first")


class Activity(Answer):
    """One change: who did what to which issue."""

    id: Id
    action: str = Field(examples=["issue.updated"])
    issue_id: Id | None
    user_id: Id | None
    user_name: str | None
    changes: dict[str, Any]
    created_at: Moment
