"""A session that began a transaction and went away.

It keeps its locks, and its snapshot holds vacuum back.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="Idle in a transaction for 10 seconds or more; a healthy request never is.",
    remedy="end the session, commit before slow work outside the database, set "
    "idle_in_transaction_session_timeout.",
)
find = sql_beside(__file__, idle_s=10)
