"""Issues: lists, and one of them read, created, changed, deleted."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from webapp.answers import answer, nothing, page, versioned
from webapp.auth import caller, permits
from webapp.converters import IssueRef, issue_ref
from webapp.database import autocommit, reading, writing
from webapp.errors import Malformed
from webapp.events import hint
from webapp.idempotency import idempotent
from webapp.openapi import problems
from webapp.queries import board, issue_changes, issue_lists, issues
from webapp.queries.projects import not_found
from webapp.schemas.base import Page
from webapp.schemas.issues import (
    Board,
    BoardSize,
    ChangedIssues,
    IssueChange,
    IssueDetail,
    IssueFilter,
    IssueRow,
    IssueText,
    ManyIssues,
    MyIssueFilter,
    NewIssue,
)

blueprint = APIBlueprint("issues", __name__, url_prefix="/api/v1", tag="Issues")


@blueprint.get("/projects/<id:project_id>/issues")
@blueprint.input(IssueFilter, location="query")
@blueprint.output(Page[IssueRow])
@problems(404)
def list_issues(project_id: int, query_data: IssueFilter) -> Response:
    """Issues of a project, by any combination of filters."""
    filters: dict[str, Any] = query_data.model_dump(exclude={"sort", "limit", "cursor"}, exclude_none=True)
    for name in ("status", "priority"):
        if name in filters:
            filters[name] = filters[name].split(",")
    with reading() as connection:
        found = issue_lists.project_issues(
            connection,
            caller().organization_id,
            project_id,
            filters,
            query_data.sort,
            query_data.limit,
            query_data.cursor,
        )
    if found is None:
        raise not_found(project_id)
    return page(found, query_data.limit, lambda row: issue_lists.position_in(query_data.sort, row))


@blueprint.get("/projects/<id:project_id>/board")
@blueprint.input(BoardSize, location="query")
@blueprint.output(Board)
@problems(404)
def read_board(project_id: int, query_data: BoardSize) -> Response:
    """A project's issues in a column per status, counted, the newest of each."""
    with reading() as connection:
        return answer(
            board.read_board(connection, caller().organization_id, project_id, query_data.per_column)
        )


@blueprint.get("/me/issues")
@blueprint.input(MyIssueFilter, location="query")
@blueprint.output(Page[IssueRow])
def list_my_issues(query_data: MyIssueFilter) -> Response:
    """Issues assigned to the caller, newest first."""
    who = caller()
    status = query_data.status.split(",") if query_data.status else None
    with reading() as connection:
        found = issue_lists.assigned_issues(
            connection, who.organization_id, who.user_id, status, query_data.limit, query_data.cursor
        )
    return page(found, query_data.limit, lambda row: [row["id"]])


@blueprint.post("/issues")
@blueprint.input(NewIssue)
@blueprint.output(IssueText, status_code=201)
@problems(404, 409)
@permits("issues")
@idempotent
def create_issue(json_data: NewIssue) -> Response:
    """Create an issue; it gets its project's next number."""
    who = caller()
    with autocommit() as connection:
        row = issues.create_issue(connection, who.organization_id, who.user_id, json_data.model_dump())
    hint(row)
    return versioned(row, 201, {"Location": f"/api/v1/issues/{row['id']}"})


@blueprint.patch("/issues")
@blueprint.input(ManyIssues)
@blueprint.output(ChangedIssues)
@problems(404, 409)
@permits("issues.bulk")
def change_issues(json_data: ManyIssues) -> Response:
    """Make the same change to up to 100 issues: to all of them, or to none."""
    who = caller()
    patch = json_data.changes.model_dump(exclude_unset=True)
    named = [issue_ref(str(one)) for one in json_data.ids]
    with writing() as connection:
        rows = issue_changes.change_issues(connection, who.organization_id, who.user_id, named, patch)
    hint(*rows)
    return answer({"data": rows})


@blueprint.get("/issues/<issue:issue_id>")
@blueprint.output(IssueDetail)
@problems(404)
def read_issue(issue_id: IssueRef) -> Response:
    """An issue with its labels, attachments and links."""
    with reading() as connection:
        return versioned(issues.read_issue(connection, caller().organization_id, issue_id))


@blueprint.patch("/issues/<issue:issue_id>")
@blueprint.input(IssueChange)
@blueprint.output(IssueText)
@problems(404, 409, 412)
@permits("issues")
def change_issue(issue_id: IssueRef, json_data: IssueChange) -> Response:
    """Change an issue; with If-Match only where nobody else did meanwhile."""
    who = caller()
    with autocommit() as connection:
        row = issue_changes.change_issue(
            connection,
            who.organization_id,
            who.user_id,
            issue_id,
            json_data.model_dump(exclude_unset=True),
            expected_version(),
        )
    hint(row)
    return versioned(row)


@blueprint.delete("/issues/<issue:issue_id>")
@blueprint.output({}, status_code=204)
@problems(404, 412)
@permits("issues.delete")
def delete_issue(issue_id: IssueRef) -> Response:
    """Delete an issue and what hangs on it."""
    who = caller()
    with autocommit() as connection:
        row = issues.delete_issue(connection, who.organization_id, who.user_id, issue_id, expected_version())
    hint(row)
    return nothing()


def expected_version() -> int | None:
    """The version in If-Match; None where there is none or it is `*`."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    digits = given.removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Malformed('If-Match takes the ETag of the issue as it was read, for example "3"')
    return int(digits)
