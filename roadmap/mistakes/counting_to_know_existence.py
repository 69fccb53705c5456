"""Counting all rows to learn whether there is one.

`count(*) > 0` reads well, and every ORM has `.count()`. On the test data it counts to three.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

FEW_ROWS = 100

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="Each check reads all matching rows where the first would do.",
    remedy="select exists (…): it stops at the first row.",
    proof="The plan aggregates more than a hundred rows into one, and the better statement gives the same "
    "single row for at most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003, by calls K001).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("K001", "M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement that counts and the one that asks for existence."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    for node in rewrite.before.nodes():
        if node["Node Type"] == "Aggregate" and node["Plans"][0]["Actual Rows"] > FEW_ROWS:
            return rewrite.outcome(target, rows_counted=int(node["Plans"][0]["Actual Rows"]))
    return None
