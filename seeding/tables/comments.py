"""comments: about 2 KB each, few issues with most of them."""

from collections.abc import Iterator

from seeding import binary
from seeding.binary import Columns
from seeding.material import Material
from seeding.plan import Plan
from seeding.splits import drawn, lognormal

BYTES = 2_100
BLOCK = 256
BODY = lognormal(2_240, 0.35, 40, 12_000)


def total(plan: Plan) -> int:
    """Four rows an issue."""
    return plan.sizes.comments


def rows(material: Material) -> Iterator[Columns]:
    """Blocks of about 0.6 MB, which stay in the processor's cache."""
    comments, clock = material.discussion, material.plan.clock
    issue_id = material.chunk.before + 1 + comments.issue
    ids = material.comment_ids
    draws = material.draws("comments", "texts")
    prose = material.prose("comments")
    counts = prose.counts(drawn(BODY, draws, comments.n))
    order = draws.jostled(comments.n)
    for begin in range(0, comments.n, BLOCK):
        i = order[begin : begin + BLOCK]
        yield {
            "id": binary.number(ids[i]),
            "issue_id": binary.number(issue_id[i]),
            "user_id": binary.number(comments.user[i] + 1),
            "created_at": binary.number(clock.timestamp(comments.moment[i])),
            "updated_at": binary.number(clock.timestamp(comments.updated[i])),
            "is_internal": binary.flag(comments.internal[i]),
            "body": binary.text(prose.texts(counts[i])),
        }
