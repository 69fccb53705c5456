"""Random UUIDs as a primary key.

Keys that nobody can guess and every client can make. gen_random_uuid() is built in; the index does not care
what it stores.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:random_uuid_primary_key",
    consequence="Each insert lands on another leaf page: the index stays a third empty, the cache has to "
    "hold all of it, every checkpoint writes full pages.",
    remedy="uuidv7() (built in since PostgreSQL 18), or a bigint identity key with a uuid beside it for "
    "the outside.",
    proof="The column is of type uuid, and the order of insertion says nothing about the order of the keys.",
    tools="postgres_ai lists the index at 28% bloat (F005, below any threshold). Nothing names the cause.",
    objects=("table",),
    versions="uuidv7() exists since PostgreSQL 18; before, an extension or the client makes ordered UUIDs.",
)

ENOUGH_ROWS = 200
ORDERLY = 0.5
FIGURES = """
    select count(*) as rows,
           coalesce(corr(inserted, sorted), 1)::float8 as correlation
      from (select row_number() over (order by place) as inserted,
                   row_number() over (order by value) as sorted
              from (select ctid as place, {column} as value from {table}
                     where {column} is not null limit 5000) sample) ranks
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and its key column."""
    kind = column_type(connection, target.object)
    if kind != "uuid":
        return None
    row = ask(connection, FIGURES, target.object)
    if row.rows < ENOUGH_ROWS:
        return Unknown(Needs.GROWTH, f"{row.rows} rows are too few to tell")
    if abs(row.correlation) > ORDERLY:
        return None
    return Evidence(target.object, {"rows": row.rows, "correlation": round(row.correlation, 3)})
