"""Takes the census of a seed and keeps it in the ledger: counts as they come, then each chunk's first ids.

Nothing of it stays in memory, so that a million chunks need no more than a hundred.
"""

from collections.abc import Iterable

import numpy as np
from sqlalchemy import Connection, text

from seeding.numbering import Count, Numbers, total
from seeding.plan import Plan
from seeding.tasks import CountIssues
from seeding.workers import Crew

NOTE = text("insert into lab.seed_census values (:table, :chunk, :first, :counts)")
KNOWN = text("select distinct chunk from lab.seed_census")
COUNTS = text("""
    select table_name, chunk, first_bucket, counts from lab.seed_census
     where table_name = :table and chunk >= :chunk and chunk < :chunk + :some order by chunk
""")
START = text("update lab.seed_census set before = :before where table_name = :table and chunk = :chunk")
LEFT = text("select exists (select from lab.seed_census where before is null)")
TABLES = text("select distinct table_name from lab.seed_census order by 1")
SOME = 200


def take_census(connection: Connection, crew: Crew, plan: Plan) -> None:
    """Have the crew count what is not counted, then number all; commits as it goes."""
    known = set(connection.execute(KNOWN).scalars())
    connection.commit()
    for chunk, counts in crew.each([CountIssues(k) for k in range(plan.chunks) if k not in known]):
        for table, count in counts.items():
            packed = count.counts.astype("<i4").tobytes()
            line = {"table": table, "chunk": chunk, "first": count.first, "counts": packed}
            connection.execute(NOTE, line)
        connection.commit()
    if connection.execute(LEFT).scalar_one():
        for table in connection.execute(TABLES).scalars().all():
            _number(connection, table, plan.chunks)
    connection.commit()


def _number(connection: Connection, table: str, chunks: int) -> None:
    numbers = Numbers(total(count for _, count in _counts(connection, table, chunks)))
    for chunk, count in _counts(connection, table, chunks):
        before = numbers.starts(count).before.astype("<i8").tobytes()
        connection.execute(START, {"table": table, "chunk": chunk, "before": before})


def _counts(connection: Connection, table: str, chunks: int) -> Iterable[tuple[int, Count]]:
    for begin in range(0, chunks, SOME):
        rows = connection.execute(COUNTS, {"table": table, "chunk": begin, "some": SOME}).all()
        for row in rows:
            yield row.chunk, Count(row.first_bucket, np.frombuffer(row.counts, "<i4").astype(np.int64))
