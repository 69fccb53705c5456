"""Blocking trees: who waits for whom, down to the session at the head of each queue."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def trees(waiting: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each waiting session with the head of its queue and its distance from it.

    A head waits for nobody; in a deadlock (a circle) the head is the session itself.
    """
    rows = {row["pid"]: row for row in waiting}
    for row in rows.values():
        head, depth, seen = row["pid"], 0, set()
        while head in rows and rows[head]["blockers"] and head not in seen:
            seen.add(head)
            head = min(rows[head]["blockers"])
            depth += 1
        yield {**row, "head": row["pid"] if head in seen else head, "depth": depth}
