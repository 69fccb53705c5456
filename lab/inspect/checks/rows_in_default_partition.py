"""A default partition that has begun to fill.

Its rows have no partition of their own, and stand in the way of the one that should have been there: adding
it scans the default under a lock, and fails while rows for it are inside.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Any row in the default partition of a table partitioned by range.",
    remedy="create the missing partition beside the table, move the rows into it, attach it.",
)
find = sql_beside(__file__)
