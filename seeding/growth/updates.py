"""Changes of issues through ordinary UPDATEs, which leave the dead tuples that the lab is about."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from seeding.growth.batch import Batch, Event
from seeding.growth.people import draws_of
from seeding.growth.targets import Target, locked, some_issues
from seeding.workflow import PRIORITY_LABELS

STATEMENT_ROWS = 500
CHOICE = 3
STEPS_PER_NEW_ISSUE = 2.4
UPDATE = """
    update issues i
       set status = u.status::issue_status, priority = u.priority::issue_priority,
           assignee_id = u.assignee_id, estimate = u.estimate, due_date = u.due_date, version = i.version + 1,
           updated_at = greatest(i.updated_at, u.at),
           started_at = case when i.started_at is null and u.status in ('in_progress', 'in_review', 'done')
                        then u.at else i.started_at end,
           closed_at = case when u.status not in ('done', 'cancelled') then null
                       else coalesce(i.closed_at, greatest(i.started_at, u.at)) end
      from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::smallint[], %s::date[],
                  %s::timestamptz[]) as u(id, status, priority, assignee_id, estimate, due_date, at)
     where i.id = u.id
"""
NEXT = {
    "backlog": (("todo", 60), ("in_progress", 25), ("cancelled", 15)),
    "todo": (("in_progress", 87), ("cancelled", 8), ("backlog", 5)),
    "in_progress": (("in_review", 60), ("done", 35), ("todo", 5)),
    "in_review": (("done", 80), ("in_progress", 20)),
    "done": (("in_progress", 100),),
    "cancelled": (("backlog", 100),),
}
OPEN = ("backlog", "todo", "in_progress", "in_review")
ESTIMATES = (1, 2, 3, 5, 8)
FIELDS = ("priority", "assignee_id", "due_date", "estimate")
Change = dict[str, tuple[Any, Any]]


def update_issues(batch: Batch) -> dict[str, int]:
    """Change so many different issues: as many steps of status as keep the boards as full as they are."""
    steps = round(batch.amounts.issues * STEPS_PER_NEW_ISSUE)
    targets = locked(batch, _chosen(batch, steps))
    draws = batch.draws("changes")
    times = batch.times(draws, len(targets))
    choices = zip(draws_of(draws, len(targets)), draws_of(draws, len(targets)), strict=True)
    rows = []
    for target, at, (choice, actor) in zip(targets, times, choices, strict=True):
        stepping = steps > 0 and target.status in OPEN
        steps -= stepping
        change = _step(target, choice) if stepping else _field(batch, target, choice, at.date())
        _apply(target, change)
        rows.append((target.id, target.status, target.priority, target.assignee_id, target.estimate,
                     target.due_date, at))  # fmt: skip
        batch.events.append(_event(batch, target, change, actor, at))
    for begin in range(0, len(rows), STATEMENT_ROWS):
        columns = [list(column) for column in zip(*rows[begin : begin + STATEMENT_ROWS], strict=True)]
        batch.cursor.execute(UPDATE, columns)
    return {"issue updates": len(rows)}


def _chosen(batch: Batch, steps: int) -> list[Target]:
    """Open issues for the steps first, then any, in random order."""
    found = some_issues(batch, "updates", CHOICE * batch.amounts.updates)
    open_ = [target for target in found if target.status in OPEN]
    others = [target for target in found if target.status not in OPEN]
    chosen = open_[:steps] + others + open_[steps:]
    return chosen[: batch.amounts.updates]


def _step(target: Target, choice: int) -> Change:
    luck = choice % 100
    for status, percent in NEXT[target.status]:
        if luck < percent:
            return {"status": (target.status, status)}
        luck -= percent
    raise AssertionError(target.status)


def _field(batch: Batch, target: Target, choice: int, today: date) -> Change:
    field, luck = FIELDS[choice % len(FIELDS)], choice >> 4
    if field == "priority":
        others = [priority for priority in PRIORITY_LABELS if priority != target.priority]
        return {field: (target.priority, others[luck % len(others)])}
    if field == "assignee_id":
        person = batch.people.someone(target.organization_id, luck << 4)
        return {field: (target.assignee_id, None if person == target.assignee_id else person)}
    if field == "due_date":
        due = today + timedelta(days=3 + luck % 40)
        return {field: (target.due_date, None if due == target.due_date else due)}
    estimates = [estimate for estimate in ESTIMATES if estimate != target.estimate]
    return {field: (target.estimate, estimates[luck % len(estimates)])}


def _apply(target: Target, change: Change) -> None:
    for field, (_, new) in change.items():
        setattr(target, field, new)


def _event(batch: Batch, target: Target, change: Change, draw: int, at: datetime) -> Event:
    said = ", ".join(
        f'"{field}": {{"from": {_json(old)}, "to": {_json(new)}}}' for field, (old, new) in change.items()
    )
    actor = target.reporter_id if draw % 2 else batch.people.someone(target.organization_id, draw)
    state = f'"status": "{target.status}", "priority": "{target.priority}"'
    about = f"{target.about(batch.people.keys[target.project_id])}, {state}"
    assigned = "assignee_id" in change
    return Event(
        target.organization_id, target.id, actor, at, "issue.updated", said,
        f'{about}, "changes": {{{said}}}',
        (target.assignee_id,) if assigned else (target.assignee_id, target.reporter_id),
        "issue_assigned" if assigned else "issue_status_changed",
    )  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value.isoformat() if isinstance(value, date) else value)
