"""A session whose statement has been running for more than a minute."""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Active for a minute or more in a client's session; maintenance (vacuum, index builds, copies) and "
    "the lab's own sessions left out.",
    remedy="look at its plan; set statement_timeout for the role.",
)
find = sql_beside(__file__, running_s=60)
