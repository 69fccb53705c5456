"""Hardly a connection left."""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Client connections at 90% of max_connections or more.",
    remedy="bound the pools (processes times pool size), or put a pooler in front.",
)
find = sql_beside(__file__)
