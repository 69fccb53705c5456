"""A subquery in the select list that runs once per row.

It is the shortest way to add a number to a list, and for one row it is the right way. The plan runs it for
each row, and nothing in the text repeats.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

MANY_LOOPS = 20

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The time is the list's length times the subquery's; a second number doubles it.",
    remedy="Join the grouped rows once, or aggregate over the listed ids with a lateral join.",
    proof="The plan has a SubPlan that ran at least twenty times, and the joined form costs at most a fifth "
    "of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003, K007).",
    objects=("statement",),
    takes=("statement", "better"),
    also=("K007", "M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and its joined form."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    loops = [
        int(node["Actual Loops"])
        for node in rewrite.before.nodes()
        if node.get("Parent Relationship") == "SubPlan" and node["Actual Loops"] >= MANY_LOOPS
    ]
    return rewrite.outcome(target, subplan_runs=max(loops)) if loops else None
