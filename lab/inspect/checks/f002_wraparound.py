"""A table whose oldest row is older than autovacuum should let it become.

Something keeps it from being frozen; at two billion transactions the server stops writing.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="The age of relfrozenxid at or over autovacuum_freeze_max_age, the table's own where it has one.",
    remedy="find what holds the horizon back (F009), then vacuum (freeze) the table.",
    differs="Multixact ages and the whole cluster's age are not looked at.",
)
find = sql_beside(__file__)
