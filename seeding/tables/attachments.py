"""attachments: what is known of the files; their contents (attachment_blobs) come with growth only."""

import uuid
from collections.abc import Iterator

import numpy as np

from seeding import binary
from seeding.binary import Columns
from seeding.material import Material
from seeding.plan import Plan
from seeding.splits import drawn, lognormal
from seeding.vocabulary import words

BYTES = 225
KINDS = (("png", "image/png"), ("jpg", "image/jpeg"), ("pdf", "application/pdf"), ("log", "text/plain"),
         ("mp4", "video/mp4"), ("zip", "application/zip"))  # fmt: skip
WEIGHTS = (45, 15, 14, 16, 5, 5)
FILE_SIZE = lognormal(60_000, 1.2, 400, 50_000_000)


def total(plan: Plan) -> int:
    """One row for ten issues."""
    return plan.sizes.attachments


def rows(material: Material) -> Iterator[Columns]:
    """Added by the reporter or whoever works on the issue."""
    chunk, clock = material.chunk, material.plan.clock
    before, n = chunk.share(material.plan.sizes.attachments)
    if n == 0:
        return
    draws = material.draws("attachments", "rows")
    issue = draws.below(chunk.n, n)
    moment = chunk.within(issue, draws.part(chunk.elapsed[issue], 2))
    order = np.argsort(moment, kind="stable")
    issue, moment = issue[order], moment[order]
    user = np.where(draws.chance(600, n), chunk.reporter[issue], chunk.first_choice[issue])
    kind = draws.weighted(WEIGHTS, n)
    noun = draws.take(binary.objects(words()["nouns"]), n)
    serial = draws.words(n).tolist()
    names = [f"{a}-{s % 10_000}.{KINDS[k][0]}" for a, s, k in zip(noun, serial, kind, strict=True)]
    owners = zip((chunk.organization[issue] + 1).tolist(), chunk.id[issue].tolist(), serial, strict=True)
    yield {
        "id": binary.number(before + 1 + np.arange(n)),
        "issue_id": binary.number(chunk.id[issue]),
        "user_id": binary.number(user + 1),
        "file_size": binary.number(drawn(FILE_SIZE, draws, n)),
        "created_at": binary.number(clock.timestamp(moment)),
        "filename": binary.words(names),
        "content_type": binary.chosen(kind, [mime for _, mime in KINDS]),
        "storage_key": binary.words(storage_key(*owner) for owner in owners),
    }


def storage_key(organization_id: int, issue_id: int, serial: int) -> str:
    """Where a file would lie; `serial` has 64 bits."""
    return f"organizations/{organization_id}/issues/{issue_id}/{uuid.UUID(int=serial << 64 | issue_id)}"
