"""A materialized view that nobody refreshes.

The dashboard got fast the day the view was made, and its numbers were right that day. The refresh was a
later ticket.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask, first, table_of

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:stale_materialized_view",
    consequence="The numbers are old and do not say so; people decide by them.",
    remedy="Refresh concurrently on a schedule, show the time of the last one; or tables kept up by the "
    "jobs that write.",
    proof="The view's content differs from what its query gives now, and the server has counted no refresh "
    "of it.",
    tools="postgres_ai checkup and squawk: silent. The catalogue knows no time of refresh.",
    objects=("table",),
    needs=Needs.GROWTH,
)

DEFINITION = """
    select case when relkind = 'm' then rtrim(pg_get_viewdef(oid), ' ;') end as query
      from pg_class where oid = cast({relation} as regclass)
"""
DIFFERENT = """
    with now_rows as ({query})
    select (select count(*) from (table {table} except all table now_rows) gone)
         + (select count(*) from (table now_rows except all table {table}) missing) as rows
"""
REFRESHES = """
    select coalesce(sum(calls), 0)::bigint as calls
      from pg_stat_statements
     where dbid = (select oid from pg_database where datname = current_database())
       and query ~* ('refresh\\s+materialized\\s+view\\s.*' || {name})
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the materialized view (as a table); a table of its name is kept by other means."""
    query = ask(connection, DEFINITION, target.object).query
    if query is None or ask(connection, REFRESHES, target.object, name=target.object.name).calls:
        return None
    different = first(
        connection, DIFFERENT.format(query=query, table=table_of(target.object)).replace(":", "\\:")
    )
    if not different or not different.rows:
        return Unknown(Needs.GROWTH, "nothing has changed below it since it was filled")
    return Evidence(target.object, {"rows_that_differ": different.rows, "refreshes": 0})
