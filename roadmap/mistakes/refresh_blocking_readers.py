"""A materialized view refreshed without CONCURRENTLY.

The refresh is one statement, it worked before anybody read the view, and CONCURRENTLY is slower and asks
for a unique index.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.locks import not_measured, rewritten
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.LOCKING,
    check="lab:refresh_blocking_readers",
    consequence="Everybody who reads the view waits until the new content is computed, at every refresh.",
    remedy="A unique index on the view, and refresh materialized view concurrently.",
    proof="The change refreshed the view under AccessExclusiveLock, or the server counts refreshes of it "
    "without the word.",
    tools="squawk does not see it; postgres_ai's full monitoring shows the waits (N001) while they last.",
    objects=("table",),
    takes=("measured",),
)

REFRESHES = """
    select (select relkind = 'm' from pg_class where oid = cast({relation} as regclass)) as view,
           coalesce(sum(calls) filter (where query !~* 'concurrently'), 0)::bigint as calls,
           coalesce(sum(calls) filter (where query ~* 'concurrently'), 0)::bigint as concurrent_calls,
           coalesce(max(max_exec_time), 0)::float8 as longest_ms
      from pg_stat_statements
     where dbid = (select oid from pg_database where datname = current_database())
       and query ~* ('^\\s*refresh\\s+materialized\\s+view\\s+(concurrently\\s+)?(\\S+\\.)?"?'
                     || {name} || '"?\\s*(with|;|$)')
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the materialized view (as a table), and what was measured if the change itself refreshes.

    The statistics keep the refreshes of a view that has gone; a table of its name has none.
    """
    row = ask(connection, REFRESHES, target.object, name=target.object.name)
    outcome = rewritten(target)
    if row.view and isinstance(outcome, Evidence):
        return outcome
    if row.concurrent_calls or not row.view:
        return None
    if row.calls:
        figures = {"refreshes": row.calls, "longest_ms": round(row.longest_ms, 1)}
        return Evidence(target.object, figures)
    return None if target.measured else not_measured()
