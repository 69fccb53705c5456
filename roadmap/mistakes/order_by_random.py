"""A random row by sorting all of them.

`order by random() limit 1` is one line and fair. It gives every row a number and sorts them, to keep one.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.plan import explain

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="A scan and a sort of the table for one row, on each request.",
    remedy="tablesample, or a random id in the key's range and the next row after it.",
    proof="The plan sorts at least a thousand rows by random() and keeps less than a hundredth of them.",
    tools="postgres_ai's full monitoring ranks the statement (K003, M001).",
    objects=("statement",),
    takes=("statement",),
    also=("M001",),
)

MANY_ROWS = 1_000
KEPT = 0.01


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement."""
    if target.statement is None:
        raise ValueError(f"{target.object.name}: this probe takes a statement")
    plan = explain(connection, target.statement)
    sorts = [n for n in plan.nodes() if any("random()" in key for key in n.get("Sort Key", ()))]
    if not sorts:
        return None
    rows = int(sorts[0]["Plans"][0]["Actual Rows"])
    if rows < MANY_ROWS:
        return Unknown(Needs.GROWTH, f"{rows} rows are quickly sorted")
    return (
        Evidence(target.object, {"rows_sorted": rows, "pages": plan.pages})
        if plan.rows < KEPT * rows
        else None
    )
