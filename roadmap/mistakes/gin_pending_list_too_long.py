"""A GIN index with a pending list that every search has to read.

Inserts into the search index were slow, so its pending list was allowed to grow. Searches read the list
from end to end before they look anything up.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, quoted

mistake = Mistake(
    category=Category.INDEX,
    check="lab:gin_pending_list_too_long",
    consequence="Each search gets slower until the list is flushed, and the one insert that has to flush "
    "it stands still.",
    remedy="The default limit (4 MB) or less, and autovacuum often enough to flush it.",
    proof="pgstatginindex counts at least a hundred pending pages.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("index",),
    needs=Needs.LOAD,
)

FIGURES = """
    select pending_pages as pages, pending_tuples as tuples from pgstatginindex(cast({index} as regclass))
"""
MANY_PAGES = 100


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the GIN index."""
    row = ask(connection, FIGURES, target.object, index=quoted(target.object))
    if row.pages < MANY_PAGES:
        return Unknown(Needs.LOAD, f"{row.pages} pages are pending") if row.pages else None
    return Evidence(target.object, {"pending_pages": row.pages, "pending_tuples": row.tuples})
