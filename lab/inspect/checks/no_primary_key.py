"""A table without a primary key.

Nothing names its rows: no logical replication of updates, no safe repair of duplicates.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Any permanent table that is neither partitioned nor a partition.",
    remedy="add a primary key (build the unique index concurrently first).",
)
find = sql_beside(__file__)
