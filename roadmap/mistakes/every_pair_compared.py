"""Every row compared with every other.

A few hundred rows are nothing, and the join reads them once. The condition between the two sides is no
equality, so each row meets each: five hundred become a quarter of a million comparisons.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.plan import Plan, explain

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="Each request takes a processor for most of a second, and for seconds where others work, "
    "with hardly a page read; twice the rows take four times as long.",
    remedy="Look each of a few rows up by an index that knows the condition (trigrams, ranges, a common "
    "key), or compute the pairs in the background.",
    proof="A nested loop put at least a hundred thousand pairs to its join condition, and the better "
    "statement at most a twentieth of that.",
    tools="postgres_ai's full monitoring ranks the statement by time (K003, M001), and by pages not at all "
    "(K008).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("lab:long_running_query", "M001"),
)

MANY_PAIRS = 100_000
TIMES_FEWER = 20


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and the one that compares few."""
    if target.statement is None or target.better is None:
        raise ValueError(f"{target.object.name}: this probe takes a statement and the better way to write it")
    if target.statement.sql == target.better.sql:
        return None
    before = explain(connection, target.statement)
    pairs = _compared(before)
    if pairs < MANY_PAIRS:
        return Unknown(Needs.GROWTH, f"it compares {pairs} pairs so far")
    after = explain(connection, target.better)
    if pairs < TIMES_FEWER * _compared(after):
        return None
    return Evidence(
        target.object,
        {"pairs": pairs, "pages": before.pages, "ms": before.ms, "ms_rewritten": after.ms},
    )


def _compared(plan: Plan) -> int:
    """Pairs that nested loops put to their join conditions."""
    return sum(
        round((node["Actual Rows"] + node.get("Rows Removed by Join Filter", 0)) * node["Actual Loops"])
        for node in plan.nodes()
        if node["Node Type"] == "Nested Loop" and "Join Filter" in node
    )
