"""Two columns that say the same, multiplied by the planner.

A project belongs to one organization, and the query filters by both, to be safe. The planner takes the two
shares for independent and multiplies them.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.plan import Plan, explain
from roadmap.probing.shadow import shadow

mistake = Mistake(
    category=Category.QUERY,
    check="K003",
    consequence="It expects one row where hundreds come, and joins by nested loop.",
    remedy="create statistics (dependencies) on the pair, then analyze; or drop the condition that the "
    "other implies.",
    proof="The plan's estimate is at least ten times off, and with extended statistics on a copy less than "
    "three times.",
    tools="postgres_ai's full monitoring ranks the statement (K003); nothing names the estimate.",
    objects=("statement",),
    takes=("statement",),
    also=("M001",),
)

TIMES_OFF = 10
CLOSE = 3


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a statement on one table, the table and the columns."""
    ref, statement = target.object, target.statement
    if statement is None or ref.table is None:
        raise ValueError(f"{ref.name}: this probe takes a statement, its table and its columns")
    copy = shadow(connection, ref.schema or "public", ref.table)
    before = _times_off(explain(connection, statement), ref.table)
    columns = ", ".join(f'"{column}"' for column in ref.columns)
    connection.execute(text(f"create statistics pg_temp.together on {columns} from {copy.name}"))
    connection.execute(text(f"analyze {copy.name}"))
    after = _times_off(explain(connection, statement), ref.table)
    if before < TIMES_OFF or after >= CLOSE:
        return None
    return Evidence(ref, {"times_off": round(before, 1), "times_off_with_statistics": round(after, 1)})


def _times_off(plan: Plan, table: str) -> float:
    scan = max(plan.scans(table), key=lambda node: float(node["Actual Rows"]))
    return float(scan["Actual Rows"]) / max(1.0, float(scan["Plan Rows"]))
