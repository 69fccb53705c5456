"""Who and what there is to grow from: active users, projects with their labels, webhooks; read once a day."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from psycopg2.extensions import cursor as Cursor

from seeding.draws import Draws, Ints

USERS = """
    select organization_id, array_agg(id order by id) from users where active and role <> 'guest'
     group by organization_id order by organization_id
"""
PROJECTS = """
    select id, organization_id, key, last_issue_number + 1 from projects
     where status <> 'archived' and organization_id in (
        select organization_id from users where active and role <> 'guest')
     order by id
"""
MADE_SINCE = "select project_id, count(*) from issues where created_at >= %s group by project_id"
LABELS = "select project_id, array_agg(id order by id) from labels group by project_id"
WEBHOOKS = "select organization_id, id, events from webhooks where active order by id"


@dataclass(frozen=True)
class Project:
    """A project that gets new issues."""

    id: int
    organization_id: int
    key: str


class People:
    """The tenants as they are now; projects as busy as they were at a day's beginning, if one is given."""

    def __init__(self, cursor: Cursor, at: datetime | None = None) -> None:
        cursor.execute(USERS)
        self.users: dict[int, list[int]] = dict(cursor.fetchall())
        self.members = {user for users in self.users.values() for user in users}
        cursor.execute(PROJECTS)
        found = cursor.fetchall()
        self.projects = [Project(*row[:3]) for row in found]
        self.keys = {project.id: project.key for project in self.projects}
        later: dict[int, int] = {}
        if at is not None:
            cursor.execute(MADE_SINCE, (at,))
            later = dict(cursor.fetchall())
        weights = [max(1, row[3] - later.get(row[0], 0)) for row in found]
        self._weights = np.cumsum(np.array(weights, np.int64))
        cursor.execute(LABELS)
        self.labels: dict[int, list[int]] = dict(cursor.fetchall())
        cursor.execute(WEBHOOKS)
        self.webhooks: dict[tuple[int, str], list[int]] = {}
        for organization_id, webhook_id, events in cursor.fetchall():
            for event in events:
                self.webhooks.setdefault((organization_id, event), []).append(webhook_id)

    def some_projects(self, draws: Draws, n: int) -> list[Project]:
        """n projects, busy ones more often."""
        at = np.searchsorted(self._weights, draws.below(int(self._weights[-1]), n), side="right")
        return [self.projects[i] for i in at.tolist()]

    def someone(self, organization_id: int, draw: int) -> int:
        """A user of an organization for a draw of 31 bits, early ones more often."""
        users = self.users[organization_id]
        return users[(len(users) * (draw * draw >> 31)) >> 31]

    def each(self, organizations: list[int], draws: list[int]) -> list[int]:
        """A user for each organization."""
        return [self.someone(*pair) for pair in zip(organizations, draws, strict=True)]


def draws_of(draws: Draws, n: int) -> list[int]:
    """n draws of 31 bits."""
    numbers: Ints = draws.below(1 << 31, n)
    found: list[int] = numbers.tolist()
    return found
