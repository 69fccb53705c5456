"""Labels of a project, and on an issue."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, nothing, page
from webapp.auth import caller, permits
from webapp.converters import IssueRef
from webapp.database import autocommit, reading
from webapp.events import hint
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.queries import labels
from webapp.schemas.base import Page, Window
from webapp.schemas.planning import Label, LabelChange, NewLabel

blueprint = APIBlueprint("labels", __name__, url_prefix="/api/v1", tag="Labels")


@blueprint.get("/projects/<id:project_id>/labels")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Label])
@problems(404)
def list_labels(project_id: int, query_data: Window) -> Response:
    """Labels of a project, in the order of their names."""
    with reading() as connection:
        found = labels.list_labels(
            connection, caller().organization_id, project_id, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["name"]])


@blueprint.post("/projects/<id:project_id>/labels")
@blueprint.input(NewLabel)
@blueprint.output(Label, status_code=201)
@problems(404, 409)
@permits("planning")
@idempotent
def create_label(project_id: int, json_data: NewLabel) -> Response:
    """Create a label."""
    who = caller()
    with autocommit() as connection:
        row = labels.create_label(
            connection, who.organization_id, who.user_id, project_id, json_data.model_dump()
        )
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/labels/{row['id']}"})


@blueprint.get("/labels/<id:label_id>")
@blueprint.output(Label)
@problems(404)
def read_label(label_id: int) -> Response:
    """A label."""
    with reading() as connection:
        return answer(labels.read_label(connection, caller().organization_id, label_id))


@blueprint.patch("/labels/<id:label_id>")
@blueprint.input(LabelChange)
@blueprint.output(Label)
@problems(404, 409)
@permits("planning")
def change_label(label_id: int, json_data: LabelChange) -> Response:
    """Change a label."""
    who = caller()
    patch = json_data.model_dump(exclude_unset=True)
    with autocommit() as connection:
        row = labels.change_label(connection, who.organization_id, who.user_id, label_id, patch)
    hint(row)
    return answer(row)


@blueprint.delete("/labels/<id:label_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("planning")
def delete_label(label_id: int) -> Response:
    """Delete a label, also from the issues that carry it."""
    who = caller()
    with autocommit() as connection:
        hint(labels.delete_label(connection, who.organization_id, who.user_id, label_id))
    return nothing()


@blueprint.put("/issues/<issue:issue_id>/labels/<id:label_id>")
@blueprint.output(Label)
@problems(404)
@permits("issues")
def add_label(issue_id: IssueRef, label_id: int) -> Response:
    """Put a label on an issue; putting it there again changes nothing."""
    who = caller()
    with autocommit() as connection:
        row = labels.add_to_issue(connection, who.organization_id, who.user_id, issue_id, label_id)
    hint(row)
    return answer(row)


@blueprint.delete("/issues/<issue:issue_id>/labels/<id:label_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("issues")
def remove_label(issue_id: IssueRef, label_id: int) -> Response:
    """Take a label off an issue."""
    who = caller()
    with autocommit() as connection:
        hint(labels.remove_from_issue(connection, who.organization_id, who.user_id, issue_id, label_id))
    return nothing()
