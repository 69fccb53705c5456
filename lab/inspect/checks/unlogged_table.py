"""A table that a crash empties and that no replica has."""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Any unlogged table of the application's schemas.",
    remedy="alter table … set logged, unless losing it is intended.",
)
find = sql_beside(__file__)
