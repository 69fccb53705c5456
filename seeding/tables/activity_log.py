"""activity_log: the history, in the words of the app's own entries, with a note that makes it about 1 KB."""

from collections.abc import Iterator

from seeding import binary
from seeding.binary import Columns
from seeding.material import Material
from seeding.plan import Plan
from seeding.splits import drawn, lognormal
from seeding.wording import ACTIONS, action

BYTES = 1_370
BLOCK = 512
NOTE = lognormal(1_000, 0.3, 60, 1_700)


def total(plan: Plan) -> int:
    """Six rows an issue."""
    return plan.sizes.activity


def rows(material: Material) -> Iterator[Columns]:
    """Blocks of about 0.6 MB, which stay in the processor's cache."""
    history, chunk, clock = material.history, material.chunk, material.plan.clock
    draws = material.draws("activity_log", "texts")
    prose = material.prose("activity_log", flat=True)
    counts = prose.counts(drawn(NOTE, draws, history.n))
    order = draws.jostled(history.n)
    ids, changes = material.ids("activity_log", history.moment), material.wording.changes
    for begin in range(0, history.n, BLOCK):
        i = order[begin : begin + BLOCK]
        notes = prose.texts(counts[i])
        yield {
            "id": binary.number(ids[i]),
            "organization_id": binary.number(chunk.organization[history.issue[i]] + 1),
            "issue_id": binary.number(chunk.id[history.issue[i]]),
            "user_id": binary.number(history.user[i] + 1),
            "created_at": binary.number(clock.timestamp(history.moment[i])),
            "action": binary.chosen(action(history.kind[i]), ACTIONS),
            "changes": binary.json_of(b'{%b, "note": "%b"}', changes[i].tolist(), notes.tolist()),
        }
