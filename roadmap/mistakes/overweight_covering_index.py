"""An index that covers whole rows.

INCLUDE makes an index-only scan of the list, so it includes what the list shows: title, description,
metadata.
"""

import re

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.shadow import build, pages_of, shadow
from roadmap.probing.sql import ask, quoted

mistake = Mistake(
    category=Category.INDEX,
    check="lab:overweight_covering_index",
    consequence="A second table in the cache, and no update of an included column is HOT.",
    remedy="Include narrow, stable columns only, or none.",
    proof="Built on a copy, the index is at least twice as large as without its included columns.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("index",),
)

DEFINITION = """
    select pg_get_indexdef(cast({index} as regclass)) as ddl, relname::text as name
      from pg_class where oid = cast({index} as regclass)
"""
INCLUDED = re.compile(r" INCLUDE \([^)]*\)")
TIMES_LARGER = 2
MIN_PAGES = 20


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the index and its table."""
    ref = target.object
    ddl = ask(connection, DEFINITION, ref, index=quoted(ref)).ddl
    if not INCLUDED.search(ddl):
        return None
    copy = shadow(connection, ref.schema or "public", ref.table or "")
    build(connection, copy, INCLUDED.sub("", ddl).replace(f" {ref.name} ON", " narrow_twin ON", 1))
    pages = pages_of(connection, f'pg_temp."{ref.name}"')
    narrow = pages_of(connection, "pg_temp.narrow_twin")
    if pages < MIN_PAGES:
        return Unknown(Needs.GROWTH, f"{pages} pages are too few to tell")
    if pages < TIMES_LARGER * narrow:
        return None
    return Evidence(ref, {"pages": pages, "pages_without_included": narrow})
