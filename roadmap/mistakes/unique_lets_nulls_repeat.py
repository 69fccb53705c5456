"""A unique constraint over a column that may be null.

unique (project_id, parent_id, name) forbids two of the same name in a folder. At the top level parent_id is
null, and two nulls are not equal.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:unique_lets_nulls_repeat",
    consequence="Exactly the rows with nulls can be inserted twice, by a double click or a retry.",
    remedy="unique nulls not distinct (PostgreSQL 15 and newer), or a second, partial unique index for the "
    "nulls.",
    proof="The constraint treats nulls as distinct, and rows that are equal in all its columns, nulls "
    "included, exist twice.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("constraint", "index"),
    needs=Needs.LOAD,
)

FIGURES = """
    select not x.indnullsnotdistinct as repeats,
           (select string_agg(format('%I', a.attname), ', ' order by k.place)
              from unnest(x.indkey::int2[]) with ordinality k(number, place)
              join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number
             where k.place <= x.indnkeyatts) as columns
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
     where x.indrelid = cast({relation} as regclass) and i.relname = {constraint} and x.indisunique
"""
REPEATED = """
    select coalesce(sum(times - 1), 0)::bigint as surplus
      from (select count(*) as times from {table} group by {listed} having count(*) > 1) repeated
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the unique constraint (or index) and its table."""
    row = ask(connection, FIGURES, target.object, constraint=target.object.name)
    if not row.repeats:
        return None
    found = ask(connection, REPEATED.replace("{listed}", row.columns), target.object)
    if not found.surplus:
        return Unknown(Needs.LOAD, "no row with a null has come twice yet")
    return Evidence(target.object, {"columns": row.columns.split(", "), "surplus_rows": found.surplus})
