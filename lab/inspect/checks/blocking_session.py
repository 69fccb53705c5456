"""A session for whose lock others have waited for seconds."""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="A session waiting for 2 seconds or more; named is the one at the head of the queue.",
    remedy="end it or let it finish; set lock_timeout on schema changes and retry.",
)
find = sql_beside(__file__, waited_s=2)
