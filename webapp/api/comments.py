"""Comments of an issue."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, nothing, page
from webapp.auth import caller, permits
from webapp.converters import IssueRef
from webapp.database import autocommit, reading
from webapp.errors import NotAllowed
from webapp.events import hint
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.queries import comments
from webapp.roles import role_may
from webapp.schemas.base import Page, Window
from webapp.schemas.comments import Comment, CommentChange, NewComment

blueprint = APIBlueprint("comments", __name__, url_prefix="/api/v1", tag="Comments")


@blueprint.get("/issues/<issue:issue_id>/comments")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Comment])
@problems(404)
def list_comments(issue_id: IssueRef, query_data: Window) -> Response:
    """Comments of an issue, oldest first; guests see no internal ones."""
    who = caller()
    with reading() as connection:
        found = comments.list_comments(
            connection, who.organization_id, issue_id, not who.is_guest, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.post("/issues/<issue:issue_id>/comments")
@blueprint.input(NewComment)
@blueprint.output(Comment, status_code=201)
@problems(404)
@permits("comments")
@idempotent
def create_comment(issue_id: IssueRef, json_data: NewComment) -> Response:
    """Comment on an issue."""
    who = caller()
    if who.is_guest and json_data.is_internal:
        raise NotAllowed("a guest may not write internal comments")
    with autocommit() as connection:
        row = comments.create_comment(
            connection, who.organization_id, who.user_id, issue_id, json_data.body, json_data.is_internal
        )
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/comments/{row['id']}"})


@blueprint.get("/comments/<id:comment_id>")
@blueprint.output(Comment)
@problems(404)
def read_comment(comment_id: int) -> Response:
    """A comment."""
    who = caller()
    with reading() as connection:
        return answer(comments.read_comment(connection, who.organization_id, comment_id, not who.is_guest))


@blueprint.patch("/comments/<id:comment_id>")
@blueprint.input(CommentChange)
@blueprint.output(Comment)
@problems(404)
@permits("comments")
def change_comment(comment_id: int, json_data: CommentChange) -> Response:
    """Change one's own comment."""
    who = caller()
    with autocommit() as connection:
        row = comments.change_comment(
            connection, who.organization_id, who.user_id, comment_id, not who.is_guest, json_data.body
        )
    hint(row)
    return answer(row)


@blueprint.delete("/comments/<id:comment_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("comments")
def delete_comment(comment_id: int) -> Response:
    """Delete a comment: one's own, or with the permission `people` anybody's."""
    who = caller()
    with autocommit() as connection:
        row = comments.delete_comment(
            connection,
            who.organization_id,
            who.user_id,
            comment_id,
            not who.is_guest,
            role_may(who.role, "people"),
        )
    hint(row)
    return nothing()
