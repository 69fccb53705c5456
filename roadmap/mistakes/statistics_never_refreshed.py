"""A table whose statistics are never refreshed.

Autoanalyze was turned down together with autovacuum, or the table is filled and read within the minute.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, table_of
from roadmap.probing.storage import autovacuum_is_off, parameter

mistake = Mistake(
    category=Category.BLOAT,
    check="F003",
    consequence="The planner believes in a table that is not there any more: wrong joins, wrong order, "
    "sudden slowness.",
    remedy="Give back autovacuum_analyze_scale_factor; analyze after a bulk load as part of it.",
    proof="More than half of the rows changed since the last analyze, and autoanalyze acts only at 0.4 of "
    "the rows or never.",
    tools="postgres_ai checkup: F003 (over the analyze threshold) from 10,000 rows.",
    objects=("table",),
    also=("F001",),
    needs=Needs.LOAD,
)

FIGURES = """
    select pg_stat_get_live_tuples(c.oid) as live, pg_stat_get_mod_since_analyze(c.oid) as changed
      from pg_class c where c.oid = cast({relation} as regclass)
"""
ENOUGH_ROWS = 1_000
TOO_LATE = 0.4


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    relation = table_of(target.object)
    row = ask(connection, FIGURES, target.object)
    size = max(row.live, ENOUGH_ROWS)
    factor = parameter(connection, relation, "autovacuum_analyze_scale_factor")
    acts_at = parameter(connection, relation, "autovacuum_analyze_threshold") + factor * size
    if acts_at < TOO_LATE * size and not autovacuum_is_off(connection, relation):
        return None
    if row.live < ENOUGH_ROWS or 2 * row.changed < row.live:
        return Unknown(Needs.LOAD, f"{row.changed} of {row.live} rows changed since the last analyze")
    return Evidence(target.object, {"rows": row.live, "changed_since_analyze": row.changed})
