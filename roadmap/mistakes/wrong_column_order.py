"""A composite index whose columns are in the wrong order for its statement.

The columns are the right ones and the name says so. That (created_at, project_id) cannot find one project is
not visible in a diff.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Mistake, Outcome, Target
from roadmap.probing.trial import try_index

mistake = Mistake(
    category=Category.INDEX,
    check="K003",
    consequence="The index is written on every change and serves badly or not at all: the statement reads "
    "most of the table, or all of the index.",
    remedy="create index concurrently with the columns compared by equality first, the range or sort column "
    "last; then drop the old one.",
    proof="An index with the same columns in another order exists, and on a copy the statement touches at "
    "least five times fewer pages with the right order.",
    tools="postgres_ai: H002 where the planner never takes it, K003 for the statement. No tool says why.",
    objects=("statement",),
    takes=("statement", "index"),
    also=("H002", "M001", "K008"),
    versions="PostgreSQL 18 can skip over a leading column of few values, which hides the mistake until "
    "that column has many; the proof is by cost, so it is right on either.",
)

SAME_COLUMNS = text("""
    select r.indexrelid::regclass::text
      from pg_index made join pg_index r using (indrelid)
     where made.indrelid = to_regclass(:relation)
       and made.indexrelid = (select max(indexrelid) from pg_index where indrelid = made.indrelid)
       and r.indexrelid <> made.indexrelid and r.indpred is null
       and cast(r.indkey::int2[] as int2[]) <@ made.indkey::int2[]
       and cast(made.indkey::int2[] as int2[]) <@ r.indkey::int2[]
       and (r.indkey::int2[])[0] <> (made.indkey::int2[])[0]
""")


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a statement, its table, and the index with its columns in the right order."""
    trial = try_index(connection, target)
    twin = connection.execute(SAME_COLUMNS, {"relation": f'pg_temp."{target.object.table}"'}).scalars()
    names = [name.rpartition(".")[2] for name in twin]
    return trial.outcome(target, index=names) if names else None
