"""Regular user: opens a project, reads an issue, now and then writes.

Four reads to a write; the pauses of a person who reads. Whoever is not one of the fixed personas of a run is
one of these.
"""

import random
from typing import Any
from urllib.parse import quote

from locust import task

from locustfiles.common.exchange import Call
from locustfiles.common.gates import CREATE, ISSUE_LIST
from locustfiles.common.member import STATUS_WEIGHTS, STATUSES, Member, Row
from locustfiles.common.mix import Mix


class RegularUser(Member):
    """Project list, board, issue, then perhaps a write; 10 to 30 seconds until the next round."""

    weight = 50
    kind = "regular"
    rest_s = (10.0, 30.0)
    round_requests = 5.0
    round_think_s = 35.8
    reaches = (ISSUE_LIST, CREATE)

    mix = Mix(reads_per_write=4)

    def call(self, call: Call) -> Any:
        self.mix.count(call.method)
        return super().call(call)

    @task
    def work_through_a_project(self) -> None:
        self.introduce_myself()
        self.look_at_projects()
        self.pause(1, 3)
        project = self.project()
        rows = self.look_at_board(project)
        self.pause(2, 5)
        issue = self.some_issue(project["id"], rows)
        if issue is not None:
            self.read(issue)
        self.pause(5, 15)
        self.write(project, issue)
        if random.random() < 0.25:
            self.look_at_notifications()
        if random.random() < 0.5:
            self.use_a_feature()

    def look_at_projects(self) -> None:
        """The dashboard: all projects; every tenth time those of one of my teams instead."""
        teams = self.me.get("teams")
        if teams and self.projects and random.random() < 0.1:
            self.list_projects(team=random.choice(teams)["id"])
        else:
            self.list_projects()

    def look_at_board(self, project: Row) -> list[Row]:
        """One column; sometimes my own issues, or those with a label, instead."""
        chance = random.random()
        labels = self.labels.get(project["id"])
        if chance < 0.1:
            return self.my_issues()
        if chance < 0.15:
            return self.open_board(project["id"], f"?assignee_id={self.me['id']}")
        if chance < 0.25 and labels:
            return self.open_board(project["id"], f"?label={quote(random.choice(labels))}")
        return self.open_board(project["id"], f"?status={random.choices(STATUSES, STATUS_WEIGHTS)[0]}")

    def read(self, issue: Row) -> None:
        """The issue's page; its discussion and its history as often as makes four reads to a write."""
        self.read_issue(issue["id"])
        if self.mix.owes_a_read() or random.random() < 0.2:
            self.read_comments(issue["id"])
        if (self.mix.owes_a_read() or random.random() < 0.1) and random.random() < 0.5:
            self.read_activity(issue["id"])

    def write(self, project: Row, issue: Row | None) -> None:
        """30% file an issue, 40% comment, 20% move the issue on."""
        if random.random() < 0.3:
            issue = self.create_issue(project["id"])
            self.pause(1, 1)
        if issue is None:
            return
        if random.random() < 0.4:
            self.comment(issue["id"])
        if random.random() < 0.2:
            self.move_issue(issue["id"])

    def look_at_notifications(self) -> None:
        """What is new; three in ten times one is marked as read, one in ten times all are."""
        rows = self.list_notifications(unread=random.random() < 0.5)
        unread = [row for row in rows if row.get("read_at") is None]
        chance = random.random()
        if unread and chance < 0.3:
            self.mark_read(random.choice(unread)["id"])
        elif unread and chance < 0.4:
            self.mark_all_read()
