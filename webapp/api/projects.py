"""Projects."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, nothing, page
from webapp.auth import caller, permits
from webapp.database import autocommit, reading
from webapp.events import hint
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.queries import projects
from webapp.schemas.base import Page
from webapp.schemas.projects import NewProject, Project, ProjectChange, ProjectFilter

blueprint = APIBlueprint("projects", __name__, url_prefix="/api/v1", tag="Projects")


@blueprint.get("/projects")
@blueprint.input(ProjectFilter, location="query")
@blueprint.output(Page[Project])
def list_projects(query_data: ProjectFilter) -> Response:
    """Projects of the organization, in the order of their keys."""
    filters = query_data.model_dump(include={"team_id", "status"}, exclude_none=True)
    with reading() as connection:
        found = projects.list_projects(
            connection, caller().organization_id, filters, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["key"]])


@blueprint.post("/projects")
@blueprint.input(NewProject)
@blueprint.output(Project, status_code=201)
@problems(409)
@permits("planning")
@idempotent
def create_project(json_data: NewProject) -> Response:
    """Create a project."""
    who = caller()
    with autocommit() as connection:
        row = projects.create_project(connection, who.organization_id, who.user_id, json_data.model_dump())
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/projects/{row['id']}"})


@blueprint.get("/projects/<id:project_id>")
@blueprint.output(Project)
@problems(404)
def read_project(project_id: int) -> Response:
    """A project."""
    with reading() as connection:
        return answer(projects.read_project(connection, caller().organization_id, project_id))


@blueprint.patch("/projects/<id:project_id>")
@blueprint.input(ProjectChange)
@blueprint.output(Project)
@problems(404, 409)
@permits("planning")
def change_project(project_id: int, json_data: ProjectChange) -> Response:
    """Change a project; its key stays."""
    who = caller()
    with autocommit() as connection:
        row = projects.change_project(
            connection, who.organization_id, who.user_id, project_id, json_data.model_dump(exclude_unset=True)
        )
    hint(row)
    return answer(row)


@blueprint.delete("/projects/<id:project_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("projects.delete")
def delete_project(project_id: int) -> Response:
    """Delete a project with its issues."""
    who = caller()
    with autocommit() as connection:
        hint(projects.delete_project(connection, who.organization_id, who.user_id, project_id))
    return nothing()
