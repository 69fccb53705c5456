"""A session whose old snapshot keeps vacuum from clearing anything away, everywhere."""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="A transaction open for an hour, or one that holds back a tenth of autovacuum_freeze_max_age, "
    "or (so that short days show it) one open for a minute that holds back 1,000 transactions.",
    remedy="end the session; set idle_in_transaction_session_timeout and transaction_timeout.",
    differs="The one-minute gate is ours; postgres_ai names the dominant holder from the first second, "
    "without a verdict.",
)
find = sql_beside(__file__, open_s=60)
