"""A fillfactor so low that most of the table is reserve.

Room for HOT updates is good, so more room is better. The table is read far more often than it is updated.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, table_of
from roadmap.probing.storage import own_parameter

mistake = Mistake(
    category=Category.BLOAT,
    check="lab:fillfactor_too_low",
    consequence="Every page is half empty by order: scans, cache and backups pay for it from the first row.",
    remedy="80 to 90; then rewrite the table (pg_repack) where it matters.",
    proof="The fillfactor is at most 50, and pgstattuple finds at least 40% of the pages free.",
    tools="postgres_ai checkup: F004 knows the fillfactor and does not count what it reserves.",
    objects=("table",),
)

FIGURES = """
    select s.table_len / current_setting('block_size')::int as pages,
           s.approx_free_percent as free
      from pgstattuple_approx(cast({relation} as regclass)) s
"""
LOW = 50
RESERVED = 40.0


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    relation = table_of(target.object)
    fillfactor = int(own_parameter(connection, relation, "fillfactor") or 100)
    row = ask(connection, FIGURES, target.object)
    if fillfactor > LOW:
        return None
    if row.free < RESERVED:
        return Unknown(Needs.GROWTH, "no page was written under this setting yet")
    figures = {"fillfactor": fillfactor, "pages": row.pages, "free_percent": round(row.free, 1)}
    return Evidence(target.object, figures)
