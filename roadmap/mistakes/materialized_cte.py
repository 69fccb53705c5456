"""A CTE that must be computed in full before it is filtered.

`with … as materialized` came from an old article, or the CTE is named twice and so is never inlined. It
reads like structure, not like an order of work.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The filter outside does not reach inside: the whole set is built for each request.",
    remedy="not materialized, or put the condition inside.",
    proof="The plan scans a CTE and drops rows from it, and the inlined form costs at most a fifth of the "
    "pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003, K004).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("K004", "M001", "K008"),
    versions="Since PostgreSQL 12 a CTE that is named once is inlined unless it says materialized.",
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and its inlined form."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    dropped = [
        int(node.get("Rows Removed by Filter", 0))
        for node in rewrite.before.nodes()
        if node["Node Type"] == "CTE Scan"
    ]
    return rewrite.outcome(target, rows_dropped=sum(dropped)) if any(dropped) else None
