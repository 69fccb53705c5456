"""New attachments, and in attachment_blobs as many random bytes as each file would have."""

import json
from io import BytesIO

import numpy as np

from seeding import binary
from seeding.copying import copy_in
from seeding.growth.batch import Batch, Event
from seeding.growth.people import draws_of
from seeding.growth.targets import some_issues
from seeding.splits import drawn, lognormal
from seeding.tables.attachments import KINDS, WEIGHTS, storage_key
from seeding.vocabulary import words

COLUMNS = "id, issue_id, user_id, file_size, created_at, filename, content_type, storage_key"
FILE_SIZE = lognormal(52_000, 1.0, 400, 2_000_000)
COPY_BLOBS = "copy attachment_blobs (attachment_id, content) from stdin (format binary)"
BLOBS_PER_COPY = 100


def add_attachments(batch: Batch) -> dict[str, int]:
    """Add the batch's files."""
    n = batch.amounts.attachments
    targets = some_issues(batch, "attachments", n)
    if not targets or n == 0:
        return {}
    draws = batch.draws("attachment rows")
    chosen = [targets[i] for i in draws.below(len(targets), n).tolist()]
    ids, times, sizes = (
        batch.ids("attachments", n),
        batch.times(draws, n),
        drawn(FILE_SIZE, draws, n).tolist(),
    )
    nouns, kinds, serials = words()["nouns"], draws.weighted(WEIGHTS, n).tolist(), draws.words(n).tolist()
    rows = []
    for i, (target, draw) in enumerate(zip(chosen, draws_of(draws, n), strict=True)):
        user = target.reporter_id if draw % 2 else batch.people.someone(target.organization_id, draw)
        extension, content_type = KINDS[kinds[i]]
        name = f"{nouns[draw % len(nouns)]}-{draw % 10_000}.{extension}"
        key = storage_key(target.organization_id, target.id, serials[i])
        rows.append((ids[i], target.id, user, sizes[i], times[i], name, content_type, key))
        said = f'"attachment_id": {ids[i]}, "issue_id": {target.id}, "filename": {json.dumps(name)}'
        batch.events.append(Event(
            target.organization_id, target.id, user, times[i], "attachment.created", said, said
        ))  # fmt: skip
    added = {"attachments": batch.copy("attachments", COLUMNS, rows)}
    return added | (_blobs(batch, ids, sizes) if batch.blobs else {})


def _blobs(batch: Batch, ids: list[int], sizes: list[int]) -> dict[str, int]:
    draws = batch.draws("blobs")
    for begin in range(0, len(ids), BLOBS_PER_COPY):
        some = list(zip(ids, sizes, strict=True))[begin : begin + BLOBS_PER_COPY]
        noise = draws.words(-(-sum(size for _, size in some) // 8)).astype("<u8").tobytes()
        ends = np.cumsum([size for _, size in some]).tolist()
        parts = [noise[end - size : end] for (_, size), end in zip(some, ends, strict=True)]
        id_column = binary.number(np.array([id_ for id_, _ in some]))
        block = binary.rows([id_column, binary.blob(parts)])
        copy_in(batch.cursor, COPY_BLOBS, BytesIO(binary.HEADER + block + binary.TRAILER))
    return {"attachment_blobs": len(ids)}
