"""A table partitioned by time whose last partition ends soon.

Rows without a partition are refused, or pile up in the default.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Range partitions on one date or timestamp column: the newest ends within 3 days, or within its "
    "own width where that is shorter.",
    remedy="create the next partitions ahead of time, by a job that is watched.",
)
find = sql_beside(__file__)
