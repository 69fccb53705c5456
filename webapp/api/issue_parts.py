"""Attachments and links of an issue."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, nothing
from webapp.auth import caller, permits
from webapp.converters import IssueRef, issue_ref
from webapp.database import autocommit, reading
from webapp.errors import Conflict
from webapp.events import hint
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.queries import attachments, links
from webapp.schemas.issue_parts import Attachment, Attachments, Links, NewAttachment, NewLink
from webapp.schemas.issues import IssueLink

blueprint = APIBlueprint("issue_parts", __name__, url_prefix="/api/v1", tag="Attachments and links")


@blueprint.get("/issues/<issue:issue_id>/attachments")
@blueprint.output(Attachments)
@problems(404)
def list_attachments(issue_id: IssueRef) -> Response:
    """Files of an issue."""
    with reading() as connection:
        return answer({"data": attachments.list_attachments(connection, caller().organization_id, issue_id)})


@blueprint.post("/issues/<issue:issue_id>/attachments")
@blueprint.input(NewAttachment)
@blueprint.output(Attachment, status_code=201)
@problems(404, 409)
@permits("issues")
@idempotent
def create_attachment(issue_id: IssueRef, json_data: NewAttachment) -> Response:
    """Attach a file: its description; the bytes belong under the answered storage key."""
    who = caller()
    with autocommit() as connection:
        row = attachments.create_attachment(
            connection, who.organization_id, who.user_id, issue_id, json_data.model_dump()
        )
        if row is None:
            attachments.list_attachments(connection, who.organization_id, issue_id)
            raise Conflict(f"an issue has at most {attachments.MAX_PER_ISSUE} attachments")
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/attachments/{row['id']}"})


@blueprint.get("/attachments/<id:attachment_id>")
@blueprint.output(Attachment)
@problems(404)
def read_attachment(attachment_id: int) -> Response:
    """A file's description."""
    with reading() as connection:
        return answer(attachments.read_attachment(connection, caller().organization_id, attachment_id))


@blueprint.delete("/attachments/<id:attachment_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("issues")
def delete_attachment(attachment_id: int) -> Response:
    """Take a file off its issue."""
    who = caller()
    with autocommit() as connection:
        hint(attachments.delete_attachment(connection, who.organization_id, who.user_id, attachment_id))
    return nothing()


@blueprint.get("/issues/<issue:issue_id>/links")
@blueprint.output(Links)
@problems(404)
def list_links(issue_id: IssueRef) -> Response:
    """Links of an issue, from both ends."""
    with reading() as connection:
        return answer({"data": links.list_links(connection, caller().organization_id, issue_id)})


@blueprint.post("/issues/<issue:issue_id>/links")
@blueprint.input(NewLink)
@blueprint.output(IssueLink, status_code=201)
@problems(404, 409)
@permits("issues")
@idempotent
def create_link(issue_id: IssueRef, json_data: NewLink) -> Response:
    """Link an issue to another one."""
    who = caller()
    with autocommit() as connection:
        row = links.create_link(
            connection,
            who.organization_id,
            who.user_id,
            issue_id,
            json_data.type,
            issue_ref(str(json_data.issue)),
        )
    hint(row)
    return answer(row, 201)


@blueprint.delete("/links/<id:link_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("issues")
def delete_link(link_id: int) -> Response:
    """Delete a link."""
    who = caller()
    with autocommit() as connection:
        hint(links.delete_link(connection, who.organization_id, who.user_id, link_id))
    return nothing()
