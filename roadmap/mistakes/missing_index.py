"""A statement filters by a column that no index begins with.

The new filter is one line in the query and the endpoint is quick on the seeded laptop; the table that it
filters grows by itself.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.trial import try_index

mistake = Mistake(
    category=Category.INDEX,
    check="K003",
    consequence="Each request reads the whole table; the time grows with the table, not with the answer.",
    remedy="create index concurrently on the columns that the statement compares with constants.",
    proof="On a copy of the table the statement scans it from end to end, and touches at least five times "
    "fewer pages once the index is built.",
    tools="postgres_ai's full monitoring ranks the statement (K003, M001); its checkup has no eye for it.",
    objects=("statement",),
    takes=("statement", "index"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a statement, the table that it scans, and the index that it lacks."""
    trial = try_index(connection, target)
    scans = trial.before.scans(target.object.table or "")
    if not any(node["Node Type"] == "Seq Scan" for node in scans):
        return None
    return trial.outcome(target)
