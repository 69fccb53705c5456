"""Autovacuum's threshold set so high that it never comes.

'Vacuum less often' sounds like less load. With a scale factor of 0.5 the table is half dead before anything
happens, and the larger it grows the longer that takes.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, table_of
from roadmap.probing.storage import parameter

mistake = Mistake(
    category=Category.BLOAT,
    check="F003",
    consequence="Bloat up to the share that was set, in the table and in all its indexes; statistics as old.",
    remedy="Smaller scale factors for larger tables: 0.01 to 0.05, or a fixed threshold with scale factor 0.",
    proof="The number of dead rows at which autovacuum acts is at least 0.4 of the table's rows, where the "
    "default is 0.2.",
    tools="postgres_ai checkup: F001 from 10 GiB up; F003 once the dead rows are there. Otherwise it looks "
    "like a setting.",
    objects=("table",),
    also=("F001", "F004", "F005"),
    needs=Needs.GROWTH,
    versions="PostgreSQL 18 also has autovacuum_vacuum_max_threshold (100 million rows), which caps what "
    "the factor gives.",
)

FIGURES = """
    select greatest(c.reltuples, 0)::bigint as rows, pg_stat_get_dead_tuples(c.oid) as dead
      from pg_class c where c.oid = cast({relation} as regclass)
"""
ENOUGH_ROWS = 1_000
TOO_LATE = 0.4


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    relation = table_of(target.object)
    row = ask(connection, FIGURES, target.object)
    size = max(row.rows, ENOUGH_ROWS)
    factor = parameter(connection, relation, "autovacuum_vacuum_scale_factor")
    acts_at = parameter(connection, relation, "autovacuum_vacuum_threshold") + factor * size
    if acts_at < TOO_LATE * size:
        return None
    if row.rows < ENOUGH_ROWS:
        return Unknown(Needs.GROWTH, f"{row.rows} rows are too few to tell")
    return Evidence(target.object, {"rows": row.rows, "acts_at": round(acts_at), "dead_rows": row.dead})
