"""The newest twenty rows, found by sorting all of them.

`order by … limit 20` looks bounded: it returns twenty rows whatever happens. What it reads is not in the
query's text.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.trial import try_index

mistake = Mistake(
    category=Category.INDEX,
    check="K003",
    consequence="Each page of a list reads and sorts everything that matches the filter.",
    remedy="create index concurrently on the filter's columns followed by the sort's, in its direction.",
    proof="On a copy the plan sorts below its limit, and no longer does, at a fifth of the pages or less, "
    "once the index delivers the order.",
    tools="postgres_ai's full monitoring ranks the statement (K003; K004 where the sort spills to disk).",
    objects=("statement",),
    takes=("statement", "index"),
    also=("M001", "K004", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a statement with a limit, its table, and the index that delivers its order."""
    trial = try_index(connection, target)
    sorts = [node for node in trial.before.nodes() if node["Node Type"] == "Sort"]
    if not sorts or any(node["Node Type"] == "Sort" for node in trial.after.nodes()):
        return None
    return trial.outcome(target, rows_sorted=int(sorts[0]["Plans"][0]["Actual Rows"]))
