"""A report that reads the whole history each time it is opened.

It is right to the row, nobody has to keep anything up to date, and it is asked for once a month. Then it
gets a link on the start page.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.rewrite import compare

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="Each look reads years of rows to return a few lines; the time grows with the age of the "
    "customer, and a snapshot is held as long.",
    remedy="Keep sums by day or month and read those; bound the period; or send it to a replica.",
    proof="The plan reads at least a thousand rows of tables, and fifty for each row that it returns; the "
    "same lines from the kept sums cost at most a fifth of the pages.",
    tools="postgres_ai's full monitoring ranks the statement (K003, M001, K008); the checkup is silent.",
    objects=("statement",),
    takes=("statement", "better"),
    also=("M001", "K004", "K008", "lab:long_running_query"),
)

MANY_ROWS = 1_000
TIMES_AS_MANY = 50


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and the one that reads what is kept."""
    rewrite = compare(connection, target)
    if rewrite is None:
        return None
    scans = (node for node in rewrite.before.nodes() if "Relation Name" in node)
    read = sum(int(node["Actual Rows"] * node["Actual Loops"]) for node in scans)
    if read < max(MANY_ROWS, TIMES_AS_MANY * rewrite.before.rows):
        return None
    return rewrite.outcome(target, rows_read=read, rows_returned=rewrite.before.rows)
