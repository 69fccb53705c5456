"""A tracker that is not there: answers the HTTP contract from memory, well or badly.

STUB_MODE says how: ok, slow, error, refuse (401 to all), closed (401 to all but the login), empty (lists),
garbage (no JSON), foreign (another row's body), hang, short (tokens that say they end after two seconds),
forgetful (tokens that do not say so, and are refused after two). STUB_DELAY_S is how long slow and hang take.
GET /seen tells what was asked: a count per `METHOD /path/[id]`, and when the background's requests came.
"""

import os
import re
import time
from collections import Counter
from typing import Any

from flask import Flask, Response, jsonify, request

MODE = os.environ.get("STUB_MODE", "ok")
DELAY_S = float(os.environ.get("STUB_DELAY_S", "2"))
TOKEN_LIFE_S = 2
ORGANIZATIONS = 2
PEOPLE = 20
INTERNAL = "/api/v1/internal/"

app = Flask("stub")
seen: Counter[str] = Counter()
arrivals: list[float] = []


def is_old(authorization: str) -> bool:
    token = authorization.removeprefix("Bearer ")
    return "." in token and time.time() - float(token) > TOKEN_LIFE_S


@app.before_request
def misbehave() -> Response | tuple[Response, int] | None:
    if not request.path.startswith("/api/"):
        return None
    seen[f"{request.method} {re.sub(r'/[0-9]+', '/[id]', request.path)}"] += 1
    if request.path.startswith(INTERNAL):
        arrivals.append(time.time())
    login = request.path.endswith("/auth/login")
    if MODE == "error":
        return jsonify(title="broken"), 500
    if MODE == "refuse" or (MODE == "closed" and not login):
        return jsonify(title="no"), 401
    if MODE in ("short", "forgetful") and not login and is_old(request.headers["Authorization"]):
        return jsonify(title="old"), 401
    if MODE == "garbage":
        return Response("<html>It works!</html>", mimetype="text/html")
    if MODE == "hang" or (MODE == "slow" and not login):
        time.sleep(DELAY_S)
    return None


@app.get("/seen")
def tell() -> Any:
    return {"seen": dict(seen), "arrivals": arrivals}


@app.post("/api/v1/auth/login")
def login() -> Any:
    found = re.fullmatch(r"user(\d+)@org(\d+)\.taskpilot\.example", request.get_json()["email"])
    if not found or int(found[1]) > PEOPLE or int(found[2]) > ORGANIZATIONS:
        return jsonify(title="no"), 401
    life_s = TOKEN_LIFE_S if MODE == "short" else 3600
    return {"access_token": str(time.time()), "token_type": "Bearer", "expires_in": life_s}


@app.get("/api/v1/me")
def me() -> Any:
    return {"id": 7, "role": "member", "organization": {"id": 1}, "teams": [{"id": 3}]}


def rows(count: int, **fields: Any) -> Any:
    data = [] if MODE == "empty" else [{"id": number, **fields} for number in range(1, count + 1)]
    return {"data": data, "next_cursor": None}


@app.get("/api/v1/users")
def users() -> Any:
    return {"data": [{"email": f"user{k}@org1.taskpilot.example"} for k in range(1, PEOPLE + 1)]}


@app.get("/api/v1/projects")
def projects() -> Any:
    return rows(5)


@app.get("/api/v1/projects/<int:project>/issues")
def board(project: int) -> Any:
    return rows(50, project_id=project, title="Fix login: timeout on Safari", status="todo")


@app.route("/api/v1/issues/<int:issue>", methods=["GET", "PATCH"])
def issue(issue: int) -> Any:
    if MODE == "foreign":
        issue += 1
    labels = [{"id": 1, "name": "bug"}]
    return {"id": issue, "project_id": 1, "title": "Fix login", "labels": labels, "version": 1}


@app.post("/api/v1/issues")
def create() -> Any:
    return {"id": 1000 + sum(seen.values()), "project_id": request.get_json()["project_id"]}, 201


@app.post("/api/v1/issues/<int:issue>/comments")
def add_comment(issue: int) -> Any:
    return {"id": 1, "issue_id": issue}, 201


@app.post("/api/v1/notifications/<path:_>")
def read(_: str) -> Any:
    return {"marked": 1}


@app.get("/api/v1/notifications")
def notifications() -> Any:
    return rows(3, read_at=None)


@app.get("/api/v1/features")
def features() -> Any:
    return {"data": [], "next_cursor": None}


@app.get("/api/v1/<path:path>")
def anything(path: str) -> Any:
    if path.startswith(("analytics/organization", "internal")):
        return {"open": 1, "data": []}
    return rows(3)
