"""A queue in a table, churned without care.

Jobs come and go, the table never holds more than a few hundred. That it has been written a hundred times
over shows in no count.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.BLOAT,
    check="F004",
    consequence="Each poll walks over dead rows to reach the live ones; the slower the polls, the longer "
    "the queue.",
    remedy="Autovacuum at a fixed, low threshold for this table, no long transactions beside it; or "
    "partitions that are truncated in turn.",
    proof="Many times as many rows were deleted or updated as there are rows, and at least half of the "
    "table's pages is dead or free.",
    tools="postgres_ai checkup: F004 from 1 MiB, F005 for its indexes, F003 while the rows are dead.",
    objects=("table",),
    also=("F003", "F005"),
    needs=Needs.LOAD,
)

FIGURES = """
    select s.table_len / current_setting('block_size')::int as pages,
           s.dead_tuple_percent as dead, s.approx_free_percent as free,
           pg_stat_get_live_tuples(cast({relation} as regclass)) as rows,
           pg_stat_get_tuples_deleted(cast({relation} as regclass))
             + pg_stat_get_tuples_updated(cast({relation} as regclass)) as churned
      from pgstattuple_approx(cast({relation} as regclass)) s
"""
WASTED = 50.0
TURNOVERS = 3
MIN_PAGES = 20


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    row = ask(connection, FIGURES, target.object)
    if row.churned < TURNOVERS * max(1, row.rows):
        return Unknown(Needs.LOAD, f"{row.churned} rows were deleted or updated, {row.rows} are there")
    if row.dead + row.free < WASTED or row.pages < MIN_PAGES:
        return None
    percent = {"dead_percent": round(row.dead, 1), "free_percent": round(row.free, 1)}
    return Evidence(target.object, {"rows": row.rows, "churned": row.churned, "pages": row.pages, **percent})
