"""Dead rows that vacuum does not clear away.

Every scan reads them, and the table grows around them.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="At least 100,000 dead and 20% of the table; or autovacuum off on a table of 10,000 rows, live "
    "and dead; or, at that size, twice as many dead as start a vacuum.",
    remedy="vacuum the table; then look for what kept vacuum from it (settings, F009).",
    differs="postgres_ai reports a table from the trigger itself on, which a healthy one passes for up to a "
    "minute before each vacuum; here it must be passed twofold.",
)
find = sql_beside(__file__)
