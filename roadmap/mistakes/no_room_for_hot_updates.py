"""A table of updates whose pages are packed full.

A bulk load, a rewrite or the default fillfactor of 100 leaves no room on the page, so each first update has
to move the row to another one.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, table_of
from roadmap.probing.storage import own_parameter

mistake = Mistake(
    category=Category.BLOAT,
    check="F004",
    consequence="Updates that could be HOT write all indexes and spread the rows; the table grows by its "
    "own size.",
    remedy="fillfactor 80 to 90 for tables of many updates (it counts for new pages only), set before the "
    "load.",
    proof="No index contains the updated column, and of at least a thousand updates less than half were HOT.",
    tools="postgres_ai checkup: F004 and F005 once the bloat is there; no check names the cause.",
    objects=("table",),
    also=("F005", "F003"),
    needs=Needs.LOAD,
)

FIGURES = """
    select pg_stat_get_tuples_updated(cast({relation} as regclass)) as updates,
           pg_stat_get_tuples_hot_updated(cast({relation} as regclass)) as hot,
           exists (select from pg_index x
                     join pg_attribute a on a.attrelid = x.indrelid and a.attname = {name}
                    where x.indrelid = cast({relation} as regclass)
                      and a.attnum = any (x.indkey::int2[])) as indexed
"""
ENOUGH_UPDATES = 1_000
FULL = 95


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column that is updated."""
    row = ask(connection, FIGURES, target.object)
    fillfactor = int(own_parameter(connection, table_of(target.object), "fillfactor") or 100)
    if row.indexed or fillfactor < FULL:
        return None
    if row.updates < ENOUGH_UPDATES:
        return Unknown(Needs.LOAD, f"{row.updates} updates are too few to tell")
    if 2 * row.hot >= row.updates:
        return None
    figures = {"fillfactor": fillfactor, "updates": row.updates, "hot_updates": row.hot}
    return Evidence(target.object, figures)
