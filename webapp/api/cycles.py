"""Cycles of a project."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, nothing, page
from webapp.auth import caller, permits
from webapp.database import autocommit, reading
from webapp.events import hint
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.queries import cycles
from webapp.schemas.base import Page
from webapp.schemas.planning import Cycle, CycleChange, CycleFilter, NewCycle

blueprint = APIBlueprint("cycles", __name__, url_prefix="/api/v1", tag="Cycles")


@blueprint.get("/projects/<id:project_id>/cycles")
@blueprint.input(CycleFilter, location="query")
@blueprint.output(Page[Cycle])
@problems(404)
def list_cycles(project_id: int, query_data: CycleFilter) -> Response:
    """Cycles of a project, newest first."""
    with reading() as connection:
        found = cycles.list_cycles(
            connection,
            caller().organization_id,
            project_id,
            query_data.status,
            query_data.limit,
            query_data.cursor,
        )
    return page(found, query_data.limit, lambda row: [row["start_date"]])


@blueprint.post("/projects/<id:project_id>/cycles")
@blueprint.input(NewCycle)
@blueprint.output(Cycle, status_code=201)
@problems(404, 409)
@permits("planning")
@idempotent
def create_cycle(project_id: int, json_data: NewCycle) -> Response:
    """Plan a cycle."""
    who = caller()
    with autocommit() as connection:
        row = cycles.create_cycle(
            connection, who.organization_id, who.user_id, project_id, json_data.model_dump()
        )
    hint(row)
    return answer(row, 201, {"Location": f"/api/v1/cycles/{row['id']}"})


@blueprint.get("/cycles/<id:cycle_id>")
@blueprint.output(Cycle)
@problems(404)
def read_cycle(cycle_id: int) -> Response:
    """A cycle."""
    with reading() as connection:
        return answer(cycles.read_cycle(connection, caller().organization_id, cycle_id))


@blueprint.patch("/cycles/<id:cycle_id>")
@blueprint.input(CycleChange)
@blueprint.output(Cycle)
@problems(404, 409)
@permits("planning")
def change_cycle(cycle_id: int, json_data: CycleChange) -> Response:
    """Change a cycle."""
    who = caller()
    patch = json_data.model_dump(exclude_unset=True)
    with autocommit() as connection:
        row = cycles.change_cycle(connection, who.organization_id, who.user_id, cycle_id, patch)
    hint(row)
    return answer(row)


@blueprint.delete("/cycles/<id:cycle_id>")
@blueprint.output({}, status_code=204)
@problems(404)
@permits("planning")
def delete_cycle(cycle_id: int) -> Response:
    """Delete a cycle; its issues stay."""
    who = caller()
    with autocommit() as connection:
        hint(cycles.delete_cycle(connection, who.organization_id, who.user_id, cycle_id))
    return nothing()
