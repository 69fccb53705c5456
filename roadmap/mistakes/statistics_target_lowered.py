"""A column whose statistics were turned down to almost nothing.

Analyze took long on the wide table, and the column is 'only a filter'.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONFIGURATION,
    check="lab:statistics_target_lowered",
    consequence="The planner guesses its values: nested loops over thousands of rows, or a scan for three.",
    remedy="alter column … set statistics default (100), or more for a skewed column; then analyze.",
    proof="The column's own statistics target is below 10, and its most common values are unknown or fewer "
    "than there are.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
)

FIGURES = """
    select (select nullif(attstattarget, -1) from pg_attribute
             where attrelid = cast({relation} as regclass) and attname = {name}) as target,
           coalesce((select cardinality(most_common_freqs) from pg_stats
                      where format('"%s"."%s"', schemaname, tablename) = {relation}
                         and attname = {name}), 0) as known
"""
LOW = 10


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    row = ask(connection, FIGURES, target.object)
    if row.target is None or row.target >= LOW:
        return None
    return Evidence(target.object, {"statistics_target": row.target, "common_values_known": row.known})
