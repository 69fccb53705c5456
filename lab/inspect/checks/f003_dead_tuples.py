"""Dead rows that vacuum does not clear away.

Every scan reads them, and the table grows around them.
"""

from lab.inspect.check import Check, sql_beside

check = Check(
    gates="At least 100,000 dead and 20% of the table; or autovacuum off on a table of 10,000 rows, live "
    "and dead; or, at that size, twice as many dead as start a vacuum, and some of them older than the "
    "last analyze.",
    remedy="vacuum the table; then look for what kept vacuum from it (settings, F009).",
    differs="postgres_ai reports a table from the trigger itself on, which a healthy one passes for up to a "
    "minute before each vacuum; here it must be passed twofold, and by more rows than were changed since "
    "the last analyze: autovacuum does both in one visit, so rows that died since have not met it yet.",
)
find = sql_beside(__file__)
