"""Autovacuum switched off for a table.

It was switched off for a bulk load, as the manual suggests, or because it 'got in the way' of a batch.
Nothing happens the day it is forgotten.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask, table_of
from roadmap.probing.storage import autovacuum_is_off

mistake = Mistake(
    category=Category.BLOAT,
    check="F003",
    consequence="Dead rows pile up, statistics age, and at last the anti-wraparound vacuum comes at a time "
    "of its own choosing.",
    remedy="alter table … reset (autovacuum_enabled), then vacuum analyze once.",
    proof="The table's storage parameters (or its TOAST table's) switch autovacuum off, or the server's "
    "setting does.",
    tools="postgres_ai checkup: F001 names the table at any size, F003 from 10,000 rows.",
    objects=("table",),
    also=("F001", "F004", "F005"),
)

FIGURES = """
    select current_setting('autovacuum') = 'off' as server_off,
           pg_stat_get_live_tuples(c.oid) as live,
           pg_stat_get_dead_tuples(c.oid) as dead
      from pg_class c
     where c.oid = cast({relation} as regclass)
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    row = ask(connection, FIGURES, target.object)
    relation = table_of(target.object)
    switched_off = {
        "table": autovacuum_is_off(connection, relation),
        "toast": autovacuum_is_off(connection, relation, toast=True),
        "server": row.server_off,
    }
    where = [name for name, off in switched_off.items() if off]
    figures = {"off_for": where, "live_rows": row.live, "dead_rows": row.dead}
    return Evidence(target.object, figures) if where else None
