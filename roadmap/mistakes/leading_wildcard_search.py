"""A search by `ilike '%word%'` that nothing can look up.

The column has an index, the query has a condition on it, and the result is right. A B-tree knows only how a
value begins.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.trial import try_index

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="Each search compares every row of the table, and the box searches while people type.",
    remedy="create index concurrently … using gin (column gin_trgm_ops), or a tsvector where words are "
    "enough.",
    proof="On a copy the statement filters by a pattern that begins with a wildcard, and touches at least "
    "five times fewer pages with the trigram index.",
    tools="postgres_ai's full monitoring ranks the statement (K003).",
    objects=("statement",),
    takes=("statement", "index"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a statement, its table, and the trigram index that it lacks."""
    trial = try_index(connection, target)
    if not any("~~" in condition and "'%" in condition for condition in trial.before.conditions()):
        return None
    return trial.outcome(target)
