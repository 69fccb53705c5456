"""A partitioned table without a primary key.

Its partitions may have keys of their own, and still nothing keeps a row from standing in two of them.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Any partitioned table that is not itself a partition.",
    remedy="add a primary key that contains the partition key.",
)
find = sql_beside(__file__)
