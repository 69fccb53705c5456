"""A partitioned table whose last partition is about to end.

The partitions were made for the quarter, by hand, in the migration. The quarter was long.
"""

from datetime import timedelta

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:missing_partition",
    consequence="The first row of the next period is refused: every write that logs an event fails at "
    "midnight.",
    remedy="A job that keeps several periods ahead and tells somebody when it could not; see also the "
    "default partition's own trap.",
    proof="The newest range ends less than three days after today or after the newest row, whichever is "
    "later, and there is no default partition.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
    needs=Needs.GROWTH,
)

BOUNDS = """
    select max((regexp_match(pg_get_expr(c.relpartbound, c.oid),
                             $$TO \\('([^']+)'$$))[1]::timestamptz) as ends,
           bool_or(pg_get_expr(c.relpartbound, c.oid) ~ 'TO .MAXVALUE') as endless,
           bool_or(pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT') as caught,
           count(*) as partitions
      from pg_inherits h join pg_class c on c.oid = h.inhrelid
     where h.inhparent = cast({relation} as regclass)
"""
KEY = """
    select a.attname::text as key
      from pg_partitioned_table p join pg_attribute a on a.attrelid = p.partrelid
     where p.partrelid = cast({relation} as regclass) and p.partstrat = 'r' and a.attnum = p.partattrs[0]
"""
NEWEST = """
    select greatest(now(), max({key})::timestamptz) as newest from {table}
"""
AHEAD = timedelta(days=3)
IN_SIGHT = timedelta(days=14)


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table, partitioned by ranges of a date or timestamp."""
    row = ask(connection, BOUNDS, target.object)
    if row.endless or row.caught or row.ends is None:
        return None
    key = ask(connection, KEY, target.object).key
    newest = ask(connection, NEWEST.replace("{key}", f'"{key}"'), target.object).newest
    if row.ends >= newest + IN_SIGHT:
        return None
    if row.ends >= newest + AHEAD:
        return Unknown(Needs.GROWTH, f"the last partition ends in {(row.ends - newest).days} days")
    return Evidence(target.object, {"partitions": row.partitions, "ends": row.ends.isoformat()})
