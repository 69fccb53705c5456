"""The caller's notifications."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, page
from webapp.auth import caller, permits
from webapp.database import autocommit, reading
from webapp.openapi import problems
from webapp.queries import notifications
from webapp.schemas.base import Page
from webapp.schemas.notifications import Notification, NotificationFilter, ReadAll

blueprint = APIBlueprint("notifications", __name__, url_prefix="/api/v1", tag="Notifications")


@blueprint.get("/notifications")
@blueprint.input(NotificationFilter, location="query")
@blueprint.output(Page[Notification])
def list_notifications(query_data: NotificationFilter) -> Response:
    """The caller's notifications, newest first."""
    with reading() as connection:
        found = notifications.list_notifications(
            connection, caller().user_id, query_data.unread, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.post("/notifications/<id:notification_id>/read")
@blueprint.output(Notification)
@problems(404)
@permits("notifications")
def mark_read(notification_id: int) -> Response:
    """Mark one as read; reading it again keeps the first time."""
    with autocommit() as connection:
        return answer(notifications.mark_read(connection, caller().user_id, notification_id))


@blueprint.post("/notifications/read-all")
@blueprint.output(ReadAll)
@permits("notifications")
def mark_all_read() -> Response:
    """Mark all as read."""
    with autocommit() as connection:
        return answer(notifications.mark_all_read(connection, caller().user_id))
