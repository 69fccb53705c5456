"""An index that no query has read since the statistics began.

Each write pays for it. A constraint's index, and the only index behind a foreign key, have work that no scan
counter shows. An index that is young may yet meet its query: that it has no scan says nothing.
"""

from collections.abc import Iterator

from lab.inspect.blind import Blind
from lab.inspect.check import Check, key
from lab.inspect.database import Database
from lab.inspect.finding import Finding, named
from lab.inspect.sql import named_sql

check = Check(
    gates="No scan, more than 5 pages of index and of table, the table in use, at least 1,000 "
    "transactions in the statistics and 2,000 since the index was made.",
    remedy="drop index concurrently, after a full business cycle and a look at the replicas.",
    differs="Any access method, not B-tree only; a partitioned index as a whole, not its parts, which "
    "cannot be dropped alone; the only index behind a foreign key is left out; an index younger than 2,000 "
    "transactions, and any in a database whose statistics have just been reset, is named as not checked.",
)

UNUSED = named_sql(__file__)
COUNTED_TRANSACTIONS, OLD_TRANSACTIONS = 1_000, 2_000


def find(database: Database) -> Iterator[Finding]:
    """The indexes without a scan; Blind where some are too young to say so of them."""
    young = []
    for row in database.rows(UNUSED, counted=COUNTED_TRANSACTIONS, old=OLD_TRANSACTIONS):
        if row.young:
            young.append(row.name)
        else:
            yield Finding(key(__file__), named("index", row.name, row.schema, row.table), row.detail)
    if young:
        raise Blind(
            f"{len(young)} indexes without a scan ({young[0]} …) have seen too few transactions to tell, "
            f"or none on their table; look again after {OLD_TRANSACTIONS:,}"
        )
