"""The weekly reports that the jobs store."""

from apiflask import APIBlueprint
from flask import Response

from webapp.answers import answer, page
from webapp.auth import caller
from webapp.database import reading
from webapp.openapi import problems
from webapp.queries import reports
from webapp.schemas.base import Page, Window
from webapp.schemas.integrations import Report

blueprint = APIBlueprint("reports", __name__, url_prefix="/api/v1", tag="Reports")


@blueprint.get("/reports")
@blueprint.input(Window, location="query")
@blueprint.output(Page[Report])
def list_reports(query_data: Window) -> Response:
    """Weekly reports of the organization, the latest first."""
    with reading() as connection:
        found = reports.list_reports(
            connection, caller().organization_id, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["week"]])


@blueprint.get("/reports/<id:report_id>")
@blueprint.output(Report)
@problems(404)
def read_report(report_id: int) -> Response:
    """A weekly report."""
    with reading() as connection:
        return answer(reports.read_report(connection, caller().organization_id, report_id))
