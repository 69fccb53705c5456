"""An index on a column of a few frequent values.

The list filters by status, so status gets an index. Each status has a fifth of the rows, and a few of them
on every page.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.INDEX,
    check="lab:low_cardinality_index",
    consequence="A lookup by it reads the index and then most of the table's pages all the same; every "
    "write pays.",
    remedy="Drop it; a partial index for the one rare value, or the column behind a selective one.",
    proof="The column has at most ten values, and each of them is on more than half of the table's pages.",
    tools="postgres_ai checkup: H002 where the planner never takes it; with a low random_page_cost it does.",
    objects=("index",),
    also=("H002",),
)

SPREAD = """
    select count(*) as values,
           coalesce(min(pages), 0) as rarest,
           (select count(distinct (ctid::text::point)[0]) from {table}) as pages
      from (select {column}::text as value, count(distinct (ctid::text::point)[0]) as pages
              from {table} where {column} is not null group by 1) spread
"""
FEW = 10
MIN_PAGES = 40


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index, its table and its column."""
    row = ask(connection, SPREAD, target.object)
    if row.values > FEW:
        return None
    if row.pages < MIN_PAGES:
        return Unknown(Needs.GROWTH, f"{row.pages} pages are too few to tell")
    if 2 * row.rarest <= row.pages:
        return None
    figures = {"values": row.values, "pages": row.pages, "pages_of_the_rarest": row.rarest}
    return Evidence(target.object, figures)
