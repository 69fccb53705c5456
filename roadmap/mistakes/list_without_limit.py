"""A list without a limit.

It returned everything from the first day, which was twelve rows. The client pages on its own side.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.plan import explain

mistake = Mistake(
    category=Category.QUERY,
    check="lab:list_without_limit",
    consequence="The answer grows with the customer: memory in the app, seconds in the client, nothing to "
    "see in the plan.",
    remedy="limit, and a cursor for the rest.",
    proof="The statement returns at least a thousand rows for one request and has no limit in its plan.",
    tools="postgres_ai's full monitoring: M002 (rows) and K003; no rule names it.",
    objects=("statement",),
    takes=("statement",),
    also=("K003", "M002"),
    needs=Needs.GROWTH,
)

MANY_ROWS = 1_000


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement with a large customer's parameters."""
    if target.statement is None:
        raise ValueError(f"{target.object.name}: this probe takes a statement")
    plan = explain(connection, target.statement)
    if any(node["Node Type"] == "Limit" for node in plan.nodes()):
        return None
    if plan.rows < MANY_ROWS:
        return Unknown(Needs.GROWTH, f"it returns {plan.rows} rows so far")
    return Evidence(target.object, {"rows": plan.rows, "ms": plan.ms})
