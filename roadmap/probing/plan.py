"""What a statement costs, counted in pages, and the shape of its plan.

Pages decide, not milliseconds: they do not change with the machine or its load. The mean time of a few runs
is shown beside them. Parallel workers and JIT are off, so that the same statement is comparable on a
temporary copy, which knows neither.
"""

import json
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, text

from roadmap.mistake import Figure, Statement

Node = dict[str, Any]
PAGE_COUNTERS = (
    "Shared Hit Blocks",
    "Shared Read Blocks",
    "Local Hit Blocks",
    "Local Read Blocks",
    "Temp Read Blocks",
)

TIMED_RUNS = 5
TIMED_MS = 500.0


@dataclass(frozen=True)
class Plan:
    """An EXPLAIN document; `timed_ms` are the execution times of more runs of the same statement."""

    document: Node
    timed_ms: tuple[float, ...] = ()

    @property
    def root(self) -> Node:
        """The topmost node."""
        node: Node = self.document["Plan"]
        return node

    @property
    def pages(self) -> int:
        """Pages touched, in shared, local and temporary files; the planner's cost where not executed."""
        if "Actual Rows" not in self.root:
            return int(self.root["Total Cost"])
        return sum(int(self.root.get(counter, 0)) for counter in PAGE_COUNTERS)

    @property
    def ms(self) -> float:
        """Milliseconds of execution: the mean of the timed runs, or of the only one; 0 where not executed."""
        only = float(self.document.get("Execution Time", 0.0))
        return round(statistics.fmean(self.timed_ms or (only,)), 3)

    def beside(self, better: "Plan", how: str) -> dict[str, Figure]:
        """The figures of both for an Evidence; `how` ends the names of the better one's."""
        figures: dict[str, Figure] = {
            "pages": self.pages,
            f"pages_{how}": better.pages,
            "times_cheaper": round(self.pages / max(1, better.pages), 1),
        }
        if self.ms:
            figures |= {"ms": self.ms, f"ms_{how}": better.ms}
            figures["times_faster"] = round(self.ms / max(0.001, better.ms), 1)
        return figures

    @property
    def rows(self) -> int:
        """Rows returned."""
        return int(self.root.get("Actual Rows", 0))

    @property
    def queryid(self) -> int | None:
        """The statement's identity in pg_stat_statements; None where the server computes none."""
        return self.document.get("Query Identifier")

    def nodes(self) -> Iterator[Node]:
        """All nodes, parents first."""
        return _walk(self.root)

    def indexes(self) -> set[str]:
        """Names of the indexes in use."""
        return {node["Index Name"] for node in self.nodes() if "Index Name" in node}

    def scans(self, table: str) -> list[Node]:
        """The nodes that read a table."""
        return [node for node in self.nodes() if node.get("Relation Name") == table]

    def conditions(self) -> Iterator[str]:
        """What rows are filtered by after they were read."""
        return (node[key] for node in self.nodes() for key in ("Filter", "Join Filter") if key in node)


def explain(connection: Connection, statement: Statement, analyze: bool = True) -> Plan:
    """The statement's plan, executed where `analyze` and where it only reads."""
    for switch in ("jit = off", "max_parallel_workers_per_gather = 0"):
        connection.execute(text(f"set local {switch}"))
    executed = analyze and only_reads(statement)
    options = "analyze, timing off, buffers, verbose" if executed else "verbose"
    found = connection.execute(
        text(f"explain ({options}, format json) {statement.sql}"), dict(statement.parameters)
    ).scalar_one()
    documents = json.loads(found) if isinstance(found, str) else found
    return Plan(documents[0])


def timed(connection: Connection, statement: Statement) -> Plan:
    """The statement's plan, executed several times: up to TIMED_RUNS times or TIMED_MS, once at least.

    The first execution is not timed, because it fills the cache for the others.
    """
    plan = explain(connection, statement)
    if not only_reads(statement):
        return plan
    times: list[float] = []
    while len(times) < TIMED_RUNS and sum(times) < TIMED_MS:
        times.append(explain(connection, statement).ms)
    return replace(plan, timed_ms=tuple(times))


def only_reads(statement: Statement) -> bool:
    """Whether executing the statement writes no row and locks none."""
    words = set(re.findall(r"[a-z]+", statement.sql.lower()))
    return not words & {"insert", "update", "delete", "merge", "nextval"}


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("Plans", ()):
        yield from _walk(child)
