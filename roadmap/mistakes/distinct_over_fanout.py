"""DISTINCT to undo a join that multiplied the rows.

The list showed each issue five times, and `distinct` mended it within the minute. The rows are still
multiplied, then sorted to be thrown away.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

FANOUT = 5

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The work grows with the product; the answer does not.",
    remedy="where exists (…) instead of a join whose columns are not selected.",
    proof="The plan makes rows unique out of at least five times as many, and the form with exists costs at "
    "most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003, K004 where the sort spills).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("K004", "M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and its form with exists."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    for node in rewrite.before.nodes():
        if node["Node Type"] in ("Unique", "Aggregate"):
            read, kept = int(node["Plans"][0]["Actual Rows"]), max(1, int(node["Actual Rows"]))
            if read >= FANOUT * kept:
                return rewrite.outcome(target, rows_joined=read, rows_kept=kept)
    return None
