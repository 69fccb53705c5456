"""A table that is mostly empty space.

A mass delete or an update of every row; vacuum came later and marked the space as free. The row count is
right, and so are the queries' results.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.BLOAT,
    check="F004",
    consequence="Scans read the emptiness, the cache holds it, backups carry it.",
    remedy="Work in batches that vacuum can follow; to give the space back, pg_repack or pg_squeeze online.",
    proof="pgstattuple counts at least half of the table's pages as dead rows or free space.",
    tools="postgres_ai checkup: F004 lists it from 1 MiB up, after an analyze; F003 while the rows are "
    "dead and not free.",
    objects=("table",),
    also=("F003", "F005"),
    needs=Needs.LOAD,
)

FIGURES = """
    select s.table_len / current_setting('block_size')::int as pages,
           s.approx_tuple_percent as live, s.dead_tuple_percent as dead, s.approx_free_percent as free
      from pgstattuple_approx(cast({relation} as regclass)) s
"""
WASTED = 50.0
MIN_PAGES = 20


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    row = ask(connection, FIGURES, target.object)
    if row.dead + row.free < WASTED:
        return None
    if row.pages < MIN_PAGES:
        return Unknown(Needs.GROWTH, f"{row.pages} pages are too few to tell")
    percent = {"dead_percent": round(row.dead, 1), "free_percent": round(row.free, 1)}
    return Evidence(target.object, {"pages": row.pages, **percent})
