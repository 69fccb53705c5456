"""An index that is mostly empty pages.

Old rows were deleted, new ones come at the other end: the pages in between keep a row or two each and are
never reused. The table itself was vacuumed and looks fine.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, quoted

mistake = Mistake(
    category=Category.BLOAT,
    check="F005",
    consequence="Range scans and the cache pay for the empty part; vacuum too.",
    remedy="reindex index concurrently; drop whole partitions in place of deleting ranges.",
    proof="pgstatindex finds the leaves, with empty and deleted pages counted in, less than 40% full (90% "
    "is fresh, 65% normal after random inserts).",
    tools="postgres_ai checkup: F005 lists B-trees from 1 MiB up, after an analyze. pg_index_pilot from 10 "
    "MB, if it saw the index healthy.",
    objects=("index",),
    also=("F004",),
    needs=Needs.LOAD,
)

FIGURES = """
    select leaf_pages + empty_pages + deleted_pages as pages,
           case when leaf_pages + empty_pages + deleted_pages = 0 then 100
                else coalesce(nullif(avg_leaf_density, 'NaN'), 0) * leaf_pages
                     / (leaf_pages + empty_pages + deleted_pages) end as density
      from pgstatindex(cast({index} as regclass))
"""
THIN = 40.0
MIN_PAGES = 20


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index."""
    row = ask(connection, FIGURES, target.object, index=quoted(target.object))
    if row.pages < MIN_PAGES:
        return Unknown(Needs.GROWTH, f"{row.pages} pages are too few to tell")
    if row.density >= THIN:
        return None
    return Evidence(target.object, {"pages": row.pages, "density_percent": round(row.density, 1)})
