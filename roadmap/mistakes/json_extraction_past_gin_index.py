"""A filter on a json field that the GIN index cannot serve.

metadata has a GIN index, and the filter is on metadata. The index knows @>, and the filter says ->>.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="Each request detoasts and parses every document; the index costs writes and serves nobody.",
    remedy='Ask by containment (metadata @> \'{"key": "value"}\'), or index the expression that is asked '
    "for.",
    proof="The plan filters by an extraction, and asked by containment the same rows cost at most a fifth "
    "of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003); H002 looks at B-trees only.",
    objects=("statement",),
    takes=("statement", "better"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and its form by containment."""
    rewrite = compare(connection, target)
    filters = [f for f in rewrite.before.conditions() if "->" in f] if rewrite else []
    return rewrite.outcome(target, filter=filters[0]) if rewrite and filters else None
