"""A person at work: what one can do in the tracker, one method per request.

Projects and issues are chosen as people choose them: what is near the top of a list, and what one has just
looked at, comes first again. A member only touches issues that it has seen in a list.
"""

import random
from collections import deque
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import orjson
from locust.env import Environment

from locustfiles.common import prose
from locustfiles.common.checks import a_filled_list, a_list, an_object, created, the_row
from locustfiles.common.exchange import Call
from locustfiles.common.feature_user import FeatureUser

API = "/api/v1"
STATUSES = ("backlog", "todo", "in_progress", "in_review", "done", "cancelled")
STATUS_WEIGHTS = (20, 25, 25, 15, 13, 2)
PRIORITIES = ("none", "low", "medium", "high", "urgent")
ISSUES_REMEMBERED = 200
REMEMBERED = ("id", "project_id")
TOWARDS_THE_TOP = 2.5

Row = dict[str, Any]


def near_the_top(rows: "list[Row] | deque[Row]") -> Row:
    """One of the rows, the first ones far more often than the last."""
    return rows[int(len(rows) * random.random() ** TOWARDS_THE_TOP)]


class Member(FeatureUser):
    """A seeded person with the projects, labels and issues it has seen so far."""

    abstract = True

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.me: Row = {}
        self.projects: list[Row] = []
        self.labels: dict[int, list[str]] = {}
        self.seen: deque[Row] = deque(maxlen=ISSUES_REMEMBERED)

    def known_ids(self) -> dict[str, int]:
        """My own id, and a project, a team and an issue of those that I have seen."""
        ids = {name: self.me["id"] for name in ("user_id", "assignee_id") if self.me}
        if self.me.get("teams"):
            ids["team_id"] = random.choice(self.me["teams"])["id"]
        if self.projects:
            ids["project_id"] = near_the_top(self.projects)["id"]
        if self.seen:
            ids["issue_id"] = near_the_top(self.seen)["id"]
        return ids

    def use_a_feature(self) -> None:
        """One request to a feature that has been shipped, if any."""
        self.look_for_features()
        feature = self.a_feature()
        if feature is not None:
            self.call(feature)

    def introduce_myself(self) -> None:
        """GET /me, once: who I am and which teams are mine."""
        if not self.me:
            self.me = self.get(f"{API}/me", f"{API}/me", created)

    def list_projects(self, team: int | None = None) -> None:
        """GET /projects: of the organization, or of one team."""
        path = f"{API}/projects" if team is None else f"{API}/projects?team_id={team}"
        rows = self.get(path, f"{API}/projects", a_list if team is not None else a_filled_list)["data"]
        if team is None:
            self.projects = rows

    def project(self) -> Row:
        """A project, mostly one of the first."""
        if not self.projects:
            self.list_projects()
        return near_the_top(self.projects)

    def open_board(self, project: int, query: str = "") -> list[Row]:
        """GET the issues of a project, filtered; they are remembered."""
        name = f"{API}/projects/[id]/issues"
        rows: list[Row] = self.get(f"{API}/projects/{project}/issues{query}", name, a_list)["data"]
        self.remember(rows)
        return rows

    def remember(self, rows: list[Row]) -> None:
        """Keep which issues these are, the first on top; whole rows of many people would fill the memory."""
        kept = [{name: row[name] for name in REMEMBERED if name in row} for row in rows]
        self.seen.extendleft(reversed(kept))

    def some_issue(self, project: int, rows: list[Row]) -> Row | None:
        """One of the issues listed, else one seen before in this project; None in an empty project."""
        known = rows or [row for row in self.seen if row.get("project_id") == project]
        return near_the_top(known) if known else None

    def read_issue(self, issue: int) -> Row:
        """GET an issue with its labels, attachments and links."""
        row: Row = self.get(f"{API}/issues/{issue}", f"{API}/issues/[id]", the_row(issue))
        if row.get("labels"):
            self.labels[row["project_id"]] = [label["name"] for label in row["labels"]]
        return row

    def read_comments(self, issue: int) -> None:
        """GET an issue's comments."""
        self.get(f"{API}/issues/{issue}/comments", f"{API}/issues/[id]/comments", a_list)

    def read_activity(self, issue: int) -> None:
        """GET what happened to an issue."""
        self.get(f"{API}/issues/{issue}/activity", f"{API}/issues/[id]/activity", a_list)

    def create_issue(self, project: int, keyed: bool = False) -> Row:
        """POST an issue, `keyed` with an Idempotency-Key as integrations send it."""
        body = b'{"project_id":%d,"title":%s,"description":%s,"priority":"%s"}' % (
            project,
            prose.title(),
            prose.description(),
            random.choice(PRIORITIES).encode(),
        )
        key = uuid4().hex if keyed else None
        row: Row = self.call(Call("POST", f"{API}/issues", f"{API}/issues", created, 201, body, key))
        self.remember([row])
        return row

    def comment(self, issue: int) -> None:
        """POST a comment."""
        body = b'{"body":%s}' % prose.comment()
        path, name = f"{API}/issues/{issue}/comments", f"{API}/issues/[id]/comments"
        self.call(Call("POST", path, name, created, 201, body))

    def patch_issue(self, issue: int, **fields: Any) -> None:
        """PATCH fields of an issue."""
        path, name = f"{API}/issues/{issue}", f"{API}/issues/[id]"
        self.call(Call("PATCH", path, name, the_row(issue), body=orjson.dumps(fields)))

    def move_issue(self, issue: int) -> None:
        """PATCH the status of an issue."""
        self.patch_issue(issue, status=random.choices(STATUSES, STATUS_WEIGHTS)[0])

    def search(self, words: str) -> list[Row]:
        """GET the issues whose title holds the words."""
        path = f"{API}/search?q={quote(words)}"
        rows: list[Row] = self.get(path, f"{API}/search", a_list)["data"]
        return rows

    def my_issues(self) -> list[Row]:
        """GET the issues assigned to me, in any project."""
        rows: list[Row] = self.get(f"{API}/me/issues", f"{API}/me/issues", a_list)["data"]
        self.remember(rows)
        return rows

    def list_notifications(self, unread: bool = False) -> list[Row]:
        """GET my notifications."""
        path = f"{API}/notifications" + ("?unread=true" if unread else "")
        rows: list[Row] = self.get(path, f"{API}/notifications", a_list)["data"]
        return rows

    def mark_read(self, notification: int) -> None:
        """POST that I have read one notification."""
        path, name = f"{API}/notifications/{notification}/read", f"{API}/notifications/[id]/read"
        self.call(Call("POST", path, name, an_object, body=b"{}"))

    def mark_all_read(self) -> None:
        """POST that I have read them all."""
        path = f"{API}/notifications/read-all"
        self.call(Call("POST", path, path, an_object, body=b"{}"))
