"""A table partitioned by time whose last partition ends soon, or whose default partition has begun to fill.

Rows without a partition are refused, or pile up in the default, where they stand in the way of the
partition that should have been there.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Range partitions on one date or timestamp column: the newest ends within 7 days, or within its "
    "own width where that is shorter; or the default partition holds rows.",
    remedy="create the next partitions ahead of time; move the default's rows out first.",
)
find = sql_beside(__file__)
