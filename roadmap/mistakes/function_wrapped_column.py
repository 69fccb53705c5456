"""A condition that wraps the indexed column in a function.

`date_trunc('day', created_at) = …` and `lower(email) = …` say exactly what is meant. The index is on the
column, the condition is on a function's result.
"""

import re

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The index cannot be used; each request computes the function for every row.",
    remedy="Compare the bare column: a half-open range instead of date_trunc; where that cannot be, an "
    "expression index (date_trunc on timestamptz is not immutable and cannot have one without a fixed "
    "zone).",
    proof="The plan filters rows by a function of the column, and the same rows by a condition on the bare "
    "column cost at most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003); its checkup may call the bypassed "
    "index unused (H002).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("H002", "M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement, the better one, and the column."""
    rewrite = compare(connection, target)
    wrapped = re.compile(rf"[a-z_]+\([^=<>]*\b{target.object.columns[0]}\b")
    filters = [f for f in rewrite.before.conditions() if wrapped.search(f)] if rewrite else []
    return rewrite.outcome(target, filter=filters[0]) if rewrite and filters else None
