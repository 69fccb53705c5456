"""The floor: Flask views with the app's statements, no authentication, no validation, psycopg2 and orjson."""

import os
import threading
from typing import Any

import orjson
import psycopg2
import psycopg2.extras
from flask import Flask, Response, request

from webapp.converters import IssueRef
from webapp.queries import comments, issue_changes, issue_lists, issues, named, notifications, projects
from webapp.queries.search import CANDIDATES_MAX, looked_up

WHO = {"organization_id": int(os.environ["BENCH_ORGANIZATION"]), "actor_id": int(os.environ["BENCH_USER"])}
PROJECTS = projects.LIST.format(conditions="")
NEWEST = issue_lists.ORDERS["-created"].sql
ISSUES = issue_lists.IN_PROJECT.format(columns=issue_lists.ROW_COLUMNS, order=NEWEST, conditions="")
NOTIFICATIONS = notifications.LIST.format(conditions="")
READ, CHANGE, COMMENT = (
    by.of(IssueRef(1), 1)[0] for by in (issues.READ, issue_changes.CHANGE_ONE, comments.CREATE)
)
SEARCH = named.statement("search")
EMPTY = {"description": "", "cycle_id": None, "assignee_id": None, "estimate": None, "due_date": None}
DEFAULTS = {**EMPTY, "status": "backlog", "priority": "none", "metadata": "{}", "label_ids": []}
LAST = 10**18

app = Flask("bare")
own = threading.local()


def rows(sql: str, **parameters: Any) -> list[dict[str, Any]]:
    """All rows of a statement, over this thread's own connection."""
    if not hasattr(own, "connection"):
        own.connection = psycopg2.connect(os.environ["BENCH_URL"])
        own.connection.autocommit = True
        psycopg2.extras.register_default_json(own.connection, loads=orjson.loads)
        psycopg2.extras.register_default_jsonb(own.connection, loads=orjson.loads)
    with own.connection.cursor() as cursor:
        cursor.execute(sql, {**WHO, **parameters})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def answer(value: Any, status: int = 200) -> Response:
    """JSON."""
    return Response(orjson.dumps(value), status, content_type="application/json")


@app.get("/api/v1/projects")
def list_projects() -> Response:
    return answer({"data": rows(PROJECTS, fetch=51)})


@app.get("/api/v1/projects/<int:project_id>/issues")
def list_issues(project_id: int) -> Response:
    return answer({"data": rows(ISSUES, project_id=project_id, fetch=51)})


@app.get("/api/v1/issues/<int:issue_id>")
def read_issue(issue_id: int) -> Response:
    return answer(rows(READ, issue_id=issue_id)[0])


@app.get("/api/v1/search")
def search() -> Response:
    q = request.args["q"]
    nothing = {"project_id": None, "after_rank": None, "after_id": None}
    patterns = {"narrow": f"%{looked_up(q)}%", "pattern": f"%{q}%"}
    return answer({"data": rows(SEARCH, q=q, **patterns, candidates=CANDIDATES_MAX, fetch=51, **nothing)})


@app.get("/api/v1/notifications")
def list_notifications() -> Response:
    return answer({"data": rows(NOTIFICATIONS, user_id=WHO["actor_id"], before=LAST, fetch=51)})


@app.post("/api/v1/issues")
def create_issue() -> Response:
    return answer(rows(issues.CREATE, **(DEFAULTS | orjson.loads(request.get_data())))[0], 201)


@app.post("/api/v1/issues/<int:issue_id>/comments")
def create_comment(issue_id: int) -> Response:
    body = orjson.loads(request.get_data())["body"]
    return answer(rows(COMMENT, issue_id=issue_id, body=body, is_internal=False, mentions=[])[0], 201)


@app.patch("/api/v1/issues/<int:issue_id>")
def change_issue(issue_id: int) -> Response:
    return answer(rows(CHANGE, issue_id=issue_id, patch=request.get_data(as_text=True), version=None)[0])
