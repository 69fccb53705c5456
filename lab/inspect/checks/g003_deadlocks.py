"""Transactions that PostgreSQL had to end because they waited for each other."""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="One deadlock since the statistics began.",
    remedy="take locks in the same order everywhere; sort the rows of a batch by key before updating them.",
)
find = sql_beside(__file__)
