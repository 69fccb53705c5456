"""Which issues get changes and comments: any that there is, recent ones far more often."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from seeding.growth.batch import Batch

READ = """
    select id, organization_id, project_id, number, title, status::text, priority::text, assignee_id,
           reporter_id, estimate, due_date
      from issues
     where id = any(%s) and created_at <= %s
     order by id
"""
LOCK = "for no key update skip locked"
RECENT_POWER = 3
TRIES = 4
MARGIN = 64


@dataclass
class Target:
    """An issue as it is now."""

    id: int
    organization_id: int
    project_id: int
    number: int
    title: str
    status: str
    priority: str
    assignee_id: int | None
    reporter_id: int
    estimate: int | None
    due_date: date | None

    def about(self, key: str) -> str:
        """How payloads name it."""
        return f'"issue_id": {self.id}, "key": "{key}-{self.number}", "title": "{self.title}"'


def some_issues(batch: Batch, purpose: str, n: int) -> list[Target]:
    """n different issues of tenants with active users, made before the batch; fewer where there are fewer."""
    last = batch.last_id("issues")
    draws = batch.draws(purpose)
    found: dict[int, Target] = {}
    for _ in range(TRIES):
        wanted = n - len(found)
        if wanted <= 0:
            break
        back = draws.part(np.full(2 * wanted + MARGIN, last, np.int64), RECENT_POWER)
        fresh = [each for each in dict.fromkeys((last - back).tolist()) if each not in found]
        batch.cursor.execute(READ, (fresh[: 2 * wanted], batch.begins))
        for row in batch.cursor.fetchall():
            target = Target(*row)
            if target.organization_id in batch.people.users and target.project_id in batch.people.keys:
                found[target.id] = target
    chosen = draws.permutation(len(found)).tolist()[:n]
    targets = list(found.values())
    return [targets[i] for i in chosen]


def locked(batch: Batch, targets: list[Target]) -> list[Target]:
    """The same issues as they are now, locked in the order of their ids; not those that others change."""
    batch.cursor.execute(READ + LOCK, ([target.id for target in targets], batch.begins))
    found = {row[0]: Target(*row) for row in batch.cursor.fetchall()}
    return [found[target.id] for target in targets if target.id in found]
