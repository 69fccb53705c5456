"""A B-tree whose pages are mostly empty."""

from collections.abc import Iterator

from lab.inspect.bloat import bloat
from lab.inspect.check import Check, key
from lab.inspect.database import Database
from lab.inspect.finding import Finding, named
from lab.inspect.sql import named_sql

check = Check(
    gates="1 MiB or more, at least half of it empty, against leaves filled to 90%.",
    remedy="reindex index concurrently, after mending the cause.",
    differs="postgres_ai lists every B-tree over 1 MiB with an estimate; here the pages are read with "
    "pgstatindex up to 256 MiB. Random inserts leave about 28% and are no finding.",
)

RELATIONS = named_sql(__file__)
MEASURE = named_sql(__file__.replace("f005_index_bloat", "f005_index_bloat_measured"))
LARGEST = 256 * 2**20


def find(database: Database) -> Iterator[Finding]:
    """The B-trees that are mostly empty."""
    for found in bloat(database, RELATIONS, MEASURE, LARGEST):
        if found.reportable:
            row = found.relation
            yield Finding(key(__file__), named("index", row.name, row.schema, row.table), found.detail)
