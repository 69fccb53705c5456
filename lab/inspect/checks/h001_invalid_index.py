"""An index that PostgreSQL does not use because its build failed.

It is still written by every insert and update.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Any size; not while a build of it is running.",
    remedy="drop index concurrently, or reindex index concurrently.",
    differs="postgres_ai also reports an index whose concurrent build is in progress.",
)
find = sql_beside(__file__)
