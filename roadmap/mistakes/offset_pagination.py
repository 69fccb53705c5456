"""A list that pages by OFFSET.

Page 1 is instant, and that is the page that the review opened. OFFSET reads and drops everything before the
page.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

DEEP = 5

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="The deeper the page, the slower; rows that arrive meanwhile show up twice or not at all.",
    remedy="Page by the last row's key: where (created_at, id) < (…) order by … limit.",
    proof="The limit's input yields at least five times the rows that it returns, and the same page by key "
    "costs at most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003); no rule names it.",
    objects=("statement",),
    takes=("statement", "better"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement with a deep page's parameters, and the same page by key."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    for node in rewrite.before.nodes():
        if node["Node Type"] == "Limit":
            read, returned = int(node["Plans"][0]["Actual Rows"]), max(1, int(node["Actual Rows"]))
            if read >= DEEP * returned:
                return rewrite.outcome(target, rows_read=read, rows_returned=returned)
    return None
