"""Notifications."""

from typing import Any, Literal

from pydantic import Field

from webapp.schemas.base import Answer, Id, Moment, Window
from webapp.tables.notifications import NOTIFICATION_TYPES

NotificationType = Literal[NOTIFICATION_TYPES]  # type: ignore[valid-type]


class NotificationFilter(Window):
    """Which of the caller's notifications, newest first."""

    unread: bool = Field(False, description="only those not read yet")


class Notification(Answer):
    """What the caller was told."""

    id: Id
    type: NotificationType
    data: dict[str, Any]
    read_at: Moment | None
    created_at: Moment


class ReadAll(Answer):
    """How many were marked as read."""

    marked: int
