"""issues: what the history leads to, with a description of about 5 KB."""

from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.chunk import NEVER
from seeding.clock import DAYS
from seeding.draws import Ints
from seeding.history import NOTHING, Kind
from seeding.material import Material
from seeding.plan import CYCLE_DAYS, Plan
from seeding.shapes import metadata
from seeding.splits import drawn, lognormal
from seeding.workflow import PRIORITY_LABELS, STATUS_LABELS, Status

BYTES = 3_980
BLOCK = 128
DESCRIPTION = lognormal(4_900, 0.45, 300, 30_000)


def total(plan: Plan) -> int:
    """One row an issue."""
    return plan.sizes.issues


def rows(material: Material) -> Iterator[Columns]:
    """Blocks of about 0.6 MB, which stay in the processor's cache."""
    chunk, history, clock = material.chunk, material.history, material.plan.clock
    draws = material.draws("issues", "texts")
    prose = material.prose("issues")
    counts = prose.counts(drawn(DESCRIPTION, draws, chunk.n))
    shapes = metadata(material.draws("issues", "metadata"), chunk.n)
    titles = binary.objects(title.encode() for title in chunk.titles)
    cycle = _cycle(material)
    order = draws.jostled(chunk.n)
    for begin in range(0, chunk.n, BLOCK):
        i = order[begin : begin + BLOCK]
        due, estimate = history.final[Kind.DUE_DATE][i], history.final[Kind.ESTIMATE][i]
        assignee = history.final[Kind.ASSIGNEE][i]
        yield {
            "id": binary.number(chunk.id[i]),
            "organization_id": binary.number(chunk.organization[i] + 1),
            "project_id": binary.number(chunk.project[i] + 1),
            "reporter_id": binary.number(chunk.reporter[i] + 1),
            "number": binary.number(chunk.number[i], 4),
            "comment_count": binary.number(material.discussion.count[i], 4),
            "version": binary.number(history.version[i], 4),
            "created_at": binary.number(clock.timestamp(chunk.moment[i])),
            "updated_at": binary.number(clock.timestamp(history.updated[i])),
            "status": binary.chosen(chunk.status[i], STATUS_LABELS),
            "priority": binary.chosen(history.final[Kind.PRIORITY][i], PRIORITY_LABELS),
            "cycle_id": binary.number(cycle[i] + 1, null=cycle[i] == NOTHING),
            "assignee_id": binary.number(assignee + 1, null=assignee == NOTHING),
            "estimate": binary.number(estimate, 2, null=estimate == NOTHING),
            "due_date": binary.number(clock.date(due), 4, null=due == NOTHING),
            "started_at": binary.number(clock.timestamp(chunk.started[i]), null=chunk.started[i] == NEVER),
            "closed_at": binary.number(clock.timestamp(chunk.closed[i]), null=chunk.closed[i] == NEVER),
            "title": binary.text(titles[i]),
            "description": binary.text(prose.texts(counts[i])),
            "metadata": binary.json(shapes[i]),
        }


def _cycle(material: Material) -> Ints:
    """The cycle in which work began; open work is in today's, planned work in the next."""
    chunk, plan = material.chunk, material.plan
    unfinished = (chunk.status == Status.IN_PROGRESS) | (chunk.status == Status.IN_REVIEW)
    day = plan.clock.day(np.where(chunk.started == NEVER, 0, chunk.started))
    day = np.where(unfinished, DAYS, np.where(chunk.status == Status.TODO, DAYS + CYCLE_DAYS, day))
    begin = plan.cycle_day[chunk.project]
    rank = (day - begin) // CYCLE_DAYS
    known = (day >= begin) & (rank < plan.cycle_count[chunk.project])
    known &= (chunk.started != NEVER) | (chunk.status == Status.TODO)
    return np.where(known, plan.cycle_first[chunk.project] + rank, NOTHING)
