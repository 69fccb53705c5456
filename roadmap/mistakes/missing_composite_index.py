"""An index on one column, and a statement that needs two.

"There is an index on project_id already" ends the discussion. It finds all rows of the project, and the
filter on the second column throws nearly all of them away.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.trial import try_index

mistake = Mistake(
    category=Category.INDEX,
    check="K003",
    consequence="The statement reads every row that the first column matches, and returns a few.",
    remedy="create index concurrently on both columns, those compared by equality first; drop the narrow "
    "one.",
    proof="On a copy the statement finds rows by an index and filters them afterwards, and touches at least "
    "five times fewer pages with the composite index.",
    tools="postgres_ai's full monitoring ranks the statement (K003); index statistics look healthy.",
    objects=("statement",),
    takes=("statement", "index"),
    also=("M001", "K008"),
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a statement, its table, and the composite index that it lacks."""
    trial = try_index(connection, target)
    scans = trial.before.scans(target.object.table or "")
    removed = sum(int(node.get("Rows Removed by Filter", 0)) for node in scans if "Index" in _kind(node))
    removed += sum(int(node.get("Rows Removed by Filter", 0)) for node in scans if "Bitmap" in _kind(node))
    return trial.outcome(target, rows_thrown_away=removed) if removed else None


def _kind(node: dict[str, object]) -> str:
    return str(node["Node Type"])
