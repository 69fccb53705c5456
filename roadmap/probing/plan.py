"""What a statement costs, counted in pages, and the shape of its plan.

Pages are counted, not milliseconds: they do not change with the machine or its load. Parallel workers and
JIT are off, so that the same statement is comparable on a temporary copy, which knows neither.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from roadmap.mistake import Statement

Node = dict[str, Any]
PAGE_COUNTERS = (
    "Shared Hit Blocks",
    "Shared Read Blocks",
    "Local Hit Blocks",
    "Local Read Blocks",
    "Temp Read Blocks",
)


@dataclass(frozen=True)
class Plan:
    """An EXPLAIN document."""

    document: Node

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
        """Milliseconds of execution."""
        return round(float(self.document.get("Execution Time", 0.0)), 2)

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


def only_reads(statement: Statement) -> bool:
    """Whether executing the statement writes no row and locks none."""
    words = set(re.findall(r"[a-z]+", statement.sql.lower()))
    return not words & {"insert", "update", "delete", "merge", "nextval"}


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("Plans", ()):
        yield from _walk(child)
