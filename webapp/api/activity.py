"""The audit trail."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, page
from webapp.auth import caller
from webapp.converters import IssueRef
from webapp.database import reading, reading_late
from webapp.openapi import problems
from webapp.queries import activity
from webapp.schemas.activity import PAGE_SIZE, Activity, ActivityPage
from webapp.schemas.base import Page, Window

blueprint = APIBlueprint("activity", __name__, url_prefix="/api/v1", tag="Activity")


@blueprint.get("/issues/<issue:issue_id>/activity")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Activity])
@problems(404)
def issue_activity(issue_id: IssueRef, query_data: Window) -> Response:
    """What happened to an issue, newest first."""
    with reading() as connection:
        found = activity.issue_activity(
            connection, caller().organization_id, issue_id, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.get("/activity")
@blueprint.input(ActivityPage, location="query")
@blueprint.output(Page[Activity])
def activity_feed(query_data: ActivityPage) -> Response:
    """What happened in the organization, newest first; `next_cursor` is the next page's number."""
    with reading_late() as connection:
        found = activity.activity_feed(connection, caller().organization_id, query_data.page, PAGE_SIZE)
    following = str(query_data.page + 1) if len(found) > PAGE_SIZE else None
    return answer({"data": found[:PAGE_SIZE], "next_cursor": following})
