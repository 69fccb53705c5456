"""A table (with its TOAST) that is mostly empty space."""

from collections.abc import Iterator

from lab.inspect.bloat import bloat
from lab.inspect.check import Check, key
from lab.inspect.database import Database
from lab.inspect.finding import Finding, named
from lab.inspect.sql import named_sql

check = Check(
    gates="1 MiB or more, at least half of it free or dead beyond what the fillfactor leaves empty.",
    remedy="mend the cause (long transactions, autovacuum, mass updates), then pg_repack or vacuum full.",
    differs="postgres_ai lists every table over 1 MiB with an estimate and leaves the verdict to the "
    "reader; here the space is measured with pgstattuple_approx where possible.",
)

RELATIONS = named_sql(__file__)
MEASURE = named_sql(__file__.replace("f004_table_bloat", "f004_table_bloat_measured"))
LARGEST = 64 * 2**30


def find(database: Database) -> Iterator[Finding]:
    """The tables that are mostly empty."""
    for found in bloat(database, RELATIONS, MEASURE, LARGEST):
        if found.reportable:
            row = found.relation
            yield Finding(key(__file__), named("table", row.name, row.schema), found.detail)
