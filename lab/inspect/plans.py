"""The hot statements of pg_stat_statements, and how PostgreSQL would run each of them.

The texts there have `$1` for each constant, so the plan is the generic one: prepared, explained with nulls
for parameters, never executed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lab.inspect.normalized import PARAMETER, UNTYPED, as_text, hinted, numbered
from lab.inspect.sql import MARK, named_sql
from webapp.refusal import first_line

MIN_CALLS = 3
MIN_BLOCKS = 64
MOST_STATEMENTS = 200
LIMITS = {"calls": MIN_CALLS, "blocks": MIN_BLOCKS, "most": MOST_STATEMENTS}
INSUFFICIENT_PRIVILEGE = "42501"
UNDECIDED = {"42725", "42883", "42P18", "42804"}
MOST_HINTS = 40
HOT = named_sql(__file__)
PREPARE = "prepare taskpilot_lab_statement as "


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of a plan: the relation, its alias, and the predicate applied to each row read.

    `condition` is what the index was asked for; empty where none is read.
    """

    node: str
    schema: str
    table: str
    alias: str
    rows: float
    predicate: str
    condition: str = ""


@dataclass(slots=True)
class Statement:
    """A hot statement: figures per call, and what its generic plan does; `denied` where it has none."""

    queryid: int
    words: str
    calls: int
    mean_ms: float
    rows: float
    blocks: float
    scans: list[Scan] = field(default_factory=list)
    nodes: set[str] = field(default_factory=set)
    sorted_by: list[str] = field(default_factory=list)
    denied: str = ""

    @property
    def short(self) -> str:
        """The statement in one short line."""
        words = " ".join(self.words.split())
        return words if len(words) <= 100 else f"{words[:97]}..."


def planned_statements(connection: Connection) -> list[Statement]:
    """The statements that ran at least MIN_CALLS times and read at least MIN_BLOCKS blocks a call."""
    found = [Statement(*row) for row in connection.execute(HOT, LIMITS)]
    connection.exec_driver_sql("set plan_cache_mode = force_generic_plan")
    for statement in found:
        plan(connection, statement)
    return found


def plan(connection: Connection, statement: Statement) -> None:
    """Fill in what the statement's generic plan does; what PostgreSQL cannot plan stays without."""
    words = numbered(statement.words)
    for _ in range(MOST_HINTS):
        try:
            _explain(connection, statement, words)
        except DBAPIError as error:
            code = getattr(error.orig, "pgcode", None)
            if code == INSUFFICIENT_PRIVILEGE:
                statement.denied = first_line(error.orig)
            better = _hinted(words, error) if code in UNDECIDED else None
            if better is None:
                return
            words = better
        else:
            return
        finally:
            connection.exec_driver_sql("deallocate all")


def _explain(connection: Connection, statement: Statement, words: str) -> None:
    count = len(set(PARAMETER.findall(words)))
    arguments = f"({', '.join(['null'] * count)})" if count else ""
    connection.exec_driver_sql(f"{PREPARE}{words}".replace("%", "%%"))
    answer = connection.exec_driver_sql(
        f"explain {MARK} (format json, verbose) execute taskpilot_lab_statement{arguments}"
    ).scalar_one()
    document = json.loads(answer) if isinstance(answer, str) else answer
    for node in nodes(document[0]["Plan"]):
        statement.nodes.add(node["Node Type"])
        statement.sorted_by.extend(node.get("Sort Key", ()))
        statement.scans.extend(scan(node))


def _hinted(words: str, error: DBAPIError) -> str | None:
    """The statement with a type for the parameter that the error is about."""
    if (parameter := UNTYPED.search(str(error.orig))) is not None:
        return as_text(words, parameter[1])
    found = getattr(getattr(error.orig, "diag", None), "statement_position", None)
    return hinted(words, int(found or 1) - 1 - len(PREPARE))


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's node and all below it."""
    yield node
    for below in node.get("Plans", ()):
        yield from nodes(below)


def scan(node: dict[str, Any]) -> Iterator[Scan]:
    """The scan that a node is, if it reads a relation."""
    if "Relation Name" not in node:
        return
    workers = 1 + node.get("Workers Planned", 0)
    yield Scan(
        node["Node Type"],
        node["Schema"],
        node["Relation Name"],
        node["Alias"],
        node["Plan Rows"] * (workers if node.get("Parallel Aware") else 1),
        node.get("Filter", ""),
        node.get("Index Cond") or node.get("Recheck Cond", ""),
    )
