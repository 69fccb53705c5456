"""A materialized view that was not refreshed while the tables under it moved on.

PostgreSQL keeps no time of refresh. What it keeps: a plain refresh gives the view's catalogue row a new
transaction number, so that its age in transactions is known; a concurrent refresh leaves a statement in
pg_stat_statements. A view refreshed concurrently is therefore never reported, stale or not.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Never filled; or 2,000 transactions old, with a table under it that has changed by more than "
    "10%, and no concurrent refresh on record.",
    remedy="refresh it on a schedule (concurrently, with a unique index), or replace it by a table kept up "
    "to date.",
)
find = sql_beside(__file__)
