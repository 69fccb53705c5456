"""An index on a column that every update changes.

'Sort by last activity' needs an index on it. Until then updates touched no index at all: they were HOT.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.BLOAT,
    check="F005",
    consequence="Every update writes all of the table's indexes; table and indexes bloat, vacuum has to "
    "clean them all. The order of columns has nothing to do with it.",
    remedy="Move the hot column to a table of its own, or do without the index (sort in the query, a "
    "coarser column); fillfactor does not help.",
    proof="An index contains the column, and at least a thousand updates of the table were not HOT.",
    tools="postgres_ai checkup: F004 and F005 once the bloat is there; no check names the cause.",
    objects=("table",),
    also=("F004", "F003", "lab:low_hot_ratio"),
    needs=Needs.LOAD,
    versions="Since PostgreSQL 16 a BRIN index does not end HOT updates; before, every index does.",
)

FIGURES = """
    select pg_stat_get_tuples_updated(cast({relation} as regclass)) as updates,
           pg_stat_get_tuples_hot_updated(cast({relation} as regclass)) as hot,
           array(select i.relname::text
                   from pg_index x
                   join pg_class i on i.oid = x.indexrelid
                   join pg_am m on m.oid = i.relam
                   join pg_attribute a on a.attrelid = x.indrelid and a.attname = {name}
                  where x.indrelid = cast({relation} as regclass)
                    and (m.amname <> 'brin' or current_setting('server_version_num')::int < 160000)
                    and (a.attnum = any (x.indkey::int2[])
                         or exists (select from pg_depend d
                                     where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid
                                       and d.refobjid = x.indrelid and d.refobjsubid = a.attnum))) as indexes
"""
MANY_COLD = 1_000


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column that is updated."""
    row = ask(connection, FIGURES, target.object)
    if not row.indexes:
        return None
    if row.updates - row.hot < MANY_COLD:
        return Unknown(Needs.LOAD, f"{row.hot} of {row.updates} updates were HOT so far")
    return Evidence(target.object, {"indexes": row.indexes, "updates": row.updates, "hot_updates": row.hot})
