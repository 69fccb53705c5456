"""A trigger that queries other tables for each row.

The counter must be right whoever writes, so it lives in a trigger. FOR EACH ROW is the form in every
example.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:query_in_row_trigger",
    consequence="A statement over a thousand rows runs a thousand hidden ones; imports crawl, and no query "
    "log says why.",
    remedy="FOR EACH STATEMENT with transition tables: one set-based query for all rows; or a job.",
    proof="An enabled trigger fires for each row, and its function's body contains a statement on a table.",
    tools="postgres_ai checkup and squawk: silent. pg_stat_statements shows the inner statements only with "
    "track = all.",
    objects=("table",),
)

TRIGGERS = """
    select coalesce(array_agg(t.tgname::text order by t.tgname), '{{}}') as names
      from pg_trigger t
      join pg_proc p on p.oid = t.tgfoid
     where t.tgrelid = cast({relation} as regclass)
       and not t.tgisinternal and t.tgenabled <> 'D'
       and t.tgtype & 1 = 1
       and p.prosrc ~* '\\m(insert\\s+into|delete\\s+from|update\\s+\\S+\\s+set|from)\\M'
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table."""
    names = ask(connection, TRIGGERS, target.object).names
    return Evidence(target.object, {"triggers": names}) if names else None
