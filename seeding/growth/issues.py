"""New issues with their labels and links; the numbers continue the projects'."""

from datetime import datetime

import numpy as np

from seeding.growth.batch import Batch, Event
from seeding.growth.people import Project, draws_of
from seeding.shapes import metadata
from seeding.splits import drawn
from seeding.tables.issues import DESCRIPTION
from seeding.titles import titles
from seeding.workflow import PRIORITY_LABELS

NUMBER = """
    update projects set last_issue_number = last_issue_number + n
      from unnest(%s::bigint[], %s::integer[]) as wanted(id, n)
     where projects.id = wanted.id
    returning projects.id, last_issue_number
"""
LOCK = "select id from projects where id = any(%s) order by id for no key update"
COLUMNS = """id, organization_id, project_id, number, reporter_id, assignee_id, status, priority,
    created_at, updated_at, title, description, metadata"""
SLOTS = 3
TODO_PERMILLE, ASSIGNED_PERMILLE = 400, 500


def add_issues(batch: Batch) -> dict[str, int]:
    """Add the batch's issues; returns rows by table."""
    n = batch.amounts.issues
    if n == 0:
        return {}
    draws = batch.draws("issues")
    projects = batch.people.some_projects(draws, n)
    numbers = _numbers(batch, projects)
    ids, times = batch.ids("issues", n), batch.times(draws, n)
    tenants = [project.organization_id for project in projects]
    reporters, assignees = (batch.people.each(tenants, draws_of(draws, n)) for _ in range(2))
    assigned = draws.chance(ASSIGNED_PERMILLE, n).tolist()
    status = np.where(draws.chance(TODO_PERMILLE, n), "todo", "backlog").tolist()
    priority = [PRIORITY_LABELS[i] for i in draws.below(len(PRIORITY_LABELS), n).tolist()]
    descriptions = batch.texts(batch.prose, drawn(DESCRIPTION, draws, n))
    shapes, names = metadata(draws, n), titles(draws, n)
    rows = []
    for i, (project, reporter, at) in enumerate(zip(projects, reporters, times, strict=True)):
        assignee = assignees[i] if assigned[i] else None
        organization, name = project.organization_id, names[i]
        about = f'"issue_id": {ids[i]}, "key": "{project.key}-{numbers[i]}", "title": "{name}"'
        state = f'"status": "{status[i]}", "priority": "{priority[i]}"'
        rows.append((
            ids[i], organization, project.id, numbers[i], reporter, assignee, status[i], priority[i],
            at, at, name, descriptions[i], shapes[i].decode(),
        ))  # fmt: skip
        batch.events.append(Event(
            organization, ids[i], reporter, at, "issue.created", f'"title": "{name}", {state}',
            f"{about}, {state}", (assignee,), "issue_assigned",
        ))  # fmt: skip
    batch.copy("issues", COLUMNS, rows)
    return {"issues": n} | _labels(batch, projects, ids, times) | _links(batch, projects, ids)


def _numbers(batch: Batch, projects: list[Project]) -> list[int]:
    """A number for each, in order; projects are locked by id so that no two writers wait for each other."""
    wanted: dict[int, int] = {}
    for project in projects:
        wanted[project.id] = wanted.get(project.id, 0) + 1
    batch.cursor.execute(LOCK, (sorted(wanted),))
    batch.cursor.execute(NUMBER, (list(wanted), list(wanted.values())))
    following = {project_id: last - wanted[project_id] for project_id, last in batch.cursor.fetchall()}
    numbers = []
    for project in projects:
        following[project.id] += 1
        numbers.append(following[project.id])
    return numbers


def _labels(batch: Batch, projects: list[Project], ids: list[int], times: list[datetime]) -> dict[str, int]:
    """Labels put on while making the issue, up to three."""
    draws = batch.draws("labels")
    pairs = [
        (issue, labels[(turn + slot) % len(labels)], project.organization_id, at)
        for slot in range(SLOTS)
        for issue, project, at, turn in zip(ids, projects, times, draws_of(draws, len(ids)), strict=True)
        if slot < len(labels := batch.people.labels.get(project.id, []))
    ]
    chosen = [pairs[i] for i in draws.permutation(len(pairs)).tolist()[: batch.amounts.labels]]
    unique = {(issue, label): (organization, at) for issue, label, organization, at in chosen}
    for ((issue, label), (organization, at)), draw in zip(
        unique.items(), draws_of(draws, len(unique)), strict=True
    ):
        actor = batch.people.someone(organization, draw)
        said = f'"label_id": {label}'
        batch.events.append(
            Event(organization, issue, actor, at, "issue.labelled", said, f'"issue_id": {issue}')
        )
    return {"issue_labels": batch.copy("issue_labels", "issue_id, label_id", unique)}


def _links(batch: Batch, projects: list[Project], ids: list[int]) -> dict[str, int]:
    by_organization: dict[int, int] = {}
    pairs = []
    for issue, project in zip(ids, projects, strict=True):
        if project.organization_id in by_organization:
            pairs.append((issue, by_organization[project.organization_id]))
        by_organization[project.organization_id] = issue
    times = batch.times(batch.draws("links"), 1)
    rows = [(*pair, "relates", times[0]) for pair in pairs[: batch.amounts.links]]
    return {"issue_links": batch.copy("issue_links", "source_id, target_id, link_type, created_at", rows)}
