"""Analytics: heavy, honest aggregates over the live tables."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer
from webapp.auth import caller
from webapp.database import analyzing
from webapp.openapi import problems
from webapp.queries.named import statement
from webapp.queries.projects import not_found
from webapp.rows import fetch_all, fetch_one
from webapp.schemas.analytics import OrganizationOverview, Velocity, Workload

blueprint = APIBlueprint("analytics", __name__, url_prefix="/api/v1/analytics", tag="Analytics")


@blueprint.get("/organization")
@blueprint.output(OrganizationOverview)
def organization() -> Response:
    """The organization in figures."""
    with analyzing() as connection:
        parameters = {"organization_id": caller().organization_id}
        return answer(fetch_one(connection, statement("organization_overview"), parameters))


@blueprint.get("/projects/<id:project_id>/velocity")
@blueprint.output(Velocity)
@problems(404)
def velocity(project_id: int) -> Response:
    """What a project's latest cycles took on and finished."""
    parameters = {"organization_id": caller().organization_id, "project_id": project_id}
    with analyzing() as connection:
        row = fetch_one(connection, statement("velocity"), parameters)
    if row is None:
        raise not_found(project_id)
    return answer(row)


@blueprint.get("/workload")
@blueprint.output(Workload)
def workload() -> Response:
    """Everybody's open work, the most loaded first."""
    with analyzing() as connection:
        parameters = {"organization_id": caller().organization_id}
        return answer({"data": fetch_all(connection, statement("workload"), parameters)})
