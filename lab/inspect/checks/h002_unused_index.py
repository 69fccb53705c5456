"""An index that no query has read since the statistics began.

Each write pays for it. A constraint's index, and the only index behind a foreign key, have work that no scan
counter shows.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="No scan, more than 5 pages of index and of table, the table in use, at least 1,000 "
    "transactions in the statistics and 100 since the index was made.",
    remedy="drop index concurrently, after a full business cycle and a look at the replicas.",
    differs="Any access method, not B-tree only; the only index behind a foreign key is left out; so is an "
    "index younger than 100 transactions and a database whose statistics have just been reset.",
)
find = sql_beside(__file__)
