"""A parameter of the wrong type, so that the column is cast.

The id comes out of JSON as text or as a float, and PostgreSQL takes it: `(id)::text = '42'`, `(id)::numeric
= 42.0`. The query is right, the index is on the bare column.
"""

import re

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The index is bypassed and every row is cast; it looks like the query that is next to it in "
    "the code.",
    remedy="Bind the parameter with the column's type, or cast the parameter.",
    proof="The plan filters by a cast of the column, and with the parameter cast instead the statement "
    "costs at most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement, the better one, and the column."""
    rewrite = compare(connection, target)
    cast = re.compile(rf"\(?\b{target.object.columns[0]}\)?::[a-z]")
    filters = [f for f in rewrite.before.conditions() if cast.search(f)] if rewrite else []
    return rewrite.outcome(target, filter=filters[0]) if rewrite and filters else None
