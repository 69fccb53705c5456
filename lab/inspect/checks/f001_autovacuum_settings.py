"""Autovacuum switched off or slowed down so far that a table outgrows it.

It looks like tuning on the day of a bulk load, and nobody turns it back.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Off for a table (or its TOAST) of any size, or for the server; no cost delay for a table; a "
    "table's own trigger at least twice the default's on a table of 10,000 rows.",
    remedy="alter table … reset (autovacuum_enabled, …); throttle a bulk load in another way.",
    differs="What fires on a stock server (cost_limit_low, work_mem_inherits, max_workers_default) is not "
    "reported; a table's own threshold and scale factor are.",
)
find = sql_beside(__file__)
