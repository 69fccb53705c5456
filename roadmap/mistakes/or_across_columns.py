"""One condition with OR over two tables' columns.

`assignee = me or watcher = me` is how the requirement is worded. Each half has its index; over a join, OR
has none.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The join is computed for everybody and filtered afterwards.",
    remedy="A union of the two halves, each by its index.",
    proof="The plan filters by an OR after reading, and the union returns the same rows for at most a fifth "
    "of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and its form as a union."""
    rewrite = compare(connection, target)
    either = [f for f in rewrite.before.conditions() if " OR " in f] if rewrite else []
    return rewrite.outcome(target, filter=either[0]) if rewrite and either else None
