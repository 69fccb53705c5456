"""A materialized view that cannot be refreshed concurrently.

It has the index that its reader needs. A unique one was not needed for anything, the day it was made.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:matview_without_unique_index",
    consequence="refresh … concurrently fails, so every refresh locks the readers out.",
    remedy="create unique index on the view's key, over all rows, no expression.",
    proof="No valid, unique, unconditional index on plain columns exists on it.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
)

FIGURES = """
    select c.relkind = 'm' as view,
           exists (select from pg_index x
                    where x.indrelid = c.oid and x.indisunique and x.indisvalid and x.indimmediate
                      and x.indpred is null and x.indexprs is null) as ready,
           c.relpages as pages
      from pg_class c where c.oid = cast({relation} as regclass)
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the materialized view (as a table)."""
    row = ask(connection, FIGURES, target.object)
    return Evidence(target.object, {"pages": row.pages}) if row.view and not row.ready else None
