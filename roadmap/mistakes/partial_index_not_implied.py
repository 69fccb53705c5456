"""A partial index whose predicate the statement does not imply.

The index is on the right column and small, as the review asked. The planner may only use it when the query's
own condition proves the predicate, and `status in (…)` with one value more does not.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.trial import try_index

mistake = Mistake(
    category=Category.INDEX,
    check="K003",
    consequence="The statement scans the table as if there were no index, and the index is still maintained.",
    remedy="Repeat the predicate word for word in the statement, or widen it, or index the column in full.",
    proof="A partial index begins with the same column and the plan does not use it; without the predicate "
    "the statement touches at least five times fewer pages on a copy.",
    tools="postgres_ai: H002 if nothing else reads it, K003 for the statement.",
    objects=("statement",),
    takes=("statement", "index"),
    also=("H002", "M001", "K008"),
)

PARTIAL = text("""
    select i.relname::text as name, pg_get_expr(x.indpred, x.indrelid) as predicate
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
     where x.indrelid = to_regclass(:relation) and x.indpred is not null
       and (x.indkey::int2[])[0] = (select (made.indkey::int2[])[0] from pg_index made
                                     where made.indrelid = x.indrelid order by indexrelid desc limit 1)
""")


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a statement, its table, and the index without (or with the wider) predicate."""
    trial = try_index(connection, target)
    rows = connection.execute(PARTIAL, {"relation": f'pg_temp."{target.object.table}"'})
    ignored = {row.name: row.predicate for row in rows if row.name not in trial.before.indexes()}
    if not ignored:
        return None
    return trial.outcome(target, ignored=sorted(ignored), predicates=sorted(ignored.values()))
