"""Analytics: heavy, honest aggregates over the live tables."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer
from webapp.auth import caller
from webapp.database import analyzing
from webapp.openapi import problems
from webapp.queries.cycles import not_found as no_cycle
from webapp.queries.named import statement
from webapp.queries.projects import not_found
from webapp.rows import fetch_all, fetch_one
from webapp.schemas.analytics import (
    Burndown,
    CycleTime,
    Days,
    Heatmap,
    OrganizationOverview,
    Velocity,
    Workload,
)

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


@blueprint.get("/cycles/<id:cycle_id>/burndown")
@blueprint.output(Burndown)
@problems(404)
def burndown(cycle_id: int) -> Response:
    """A cycle's scope and remaining work, day by day."""
    parameters = {"organization_id": caller().organization_id, "cycle_id": cycle_id}
    with analyzing() as connection:
        row = fetch_one(connection, statement("burndown"), parameters)
    if row is None:
        raise no_cycle(cycle_id)
    return answer(row)


@blueprint.get("/projects/<id:project_id>/cycle-time")
@blueprint.input(Days, location="query")
@blueprint.output(CycleTime)
@problems(404)
def cycle_time(project_id: int, query_data: Days) -> Response:
    """Percentiles of the time from the start of work to done."""
    parameters = {
        "organization_id": caller().organization_id,
        "project_id": project_id,
        "days": query_data.days,
    }
    with analyzing() as connection:
        row = fetch_one(connection, statement("cycle_time"), parameters)
    if row is None:
        raise not_found(project_id)
    percentiles = row.pop("percentiles") or [None] * 4
    names = ("p50_hours", "p75_hours", "p90_hours", "p95_hours")
    return answer({**row, **dict(zip(names, percentiles, strict=True))})


@blueprint.get("/activity/heatmap")
@blueprint.input(Days, location="query")
@blueprint.output(Heatmap)
def activity_heatmap(query_data: Days) -> Response:
    """Changes by weekday and hour."""
    parameters = {"organization_id": caller().organization_id, "days": query_data.days}
    with analyzing() as connection:
        return answer({"data": fetch_all(connection, statement("activity_heatmap"), parameters)})
