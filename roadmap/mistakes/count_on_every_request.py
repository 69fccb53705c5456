"""A badge that counts the table anew on every request.

The number must be exact, says the ticket, and `count(*)` is exact. An index-only scan makes it look cheap
as long as there is little to count.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

FEW_ROWS = 100

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="Each page view reads every counted row, or its index entries; the busiest customer pays "
    "most.",
    remedy="Keep the number where the rows change (a counter that the same transaction updates), or stop at "
    "a bound: select count(*) from (select … limit 100).",
    proof="The plan aggregates more than a hundred rows into one, and the better statement returns one row "
    "for at most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement by calls and time (K001, K003).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("K001", "M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement that counts and the one that reads the kept or bounded number."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    counted = [
        int(node["Plans"][0]["Actual Rows"])
        for node in rewrite.before.nodes()
        if node["Node Type"] == "Aggregate" and node["Plans"][0]["Actual Rows"] > FEW_ROWS
    ]
    return rewrite.outcome(target, rows_counted=counted[0]) if counted else None
