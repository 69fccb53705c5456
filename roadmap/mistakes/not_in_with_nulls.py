"""NOT IN over a subquery that may give a null.

`not in (select parent_id …)` reads like the sentence in the ticket, and works until one parent_id is null.
Then nothing is 'not in' it.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.plan import explain

mistake = Mistake(
    category=Category.QUERY,
    check="lab:not_in_with_nulls",
    consequence="The list is empty, without an error; and the plan cannot become an anti-join.",
    remedy="where not exists (…).",
    proof="The statement returns no row, and the same question with not exists returns some.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("statement",),
    takes=("statement", "better"),
    needs=Needs.GROWTH,
)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and its form with not exists."""
    if target.statement is None or target.better is None:
        raise ValueError(f"{target.object.name}: this probe takes a statement and the better way to write it")
    if target.statement.sql == target.better.sql:
        return None
    rows = explain(connection, target.statement).rows
    meant = explain(connection, target.better).rows
    if rows == meant:
        return Unknown(Needs.GROWTH, "no null is in the subquery's column yet")
    return Evidence(target.object, {"rows": rows, "rows_meant": meant})
