"""Uniqueness kept by the code alone.

The code looks first and inserts then, and the test that does it twice passes. Two requests at once both
look before either inserts.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.CONSTRAINT,
    check="lab:missing_unique_constraint",
    consequence="Duplicates appear under load; every later reader has to expect two rows.",
    remedy="A unique constraint, and insert … on conflict; merge the duplicates first.",
    proof="No unique index covers the columns, and rows that are equal in them exist.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
    needs=Needs.LOAD,
)

FIGURES = """
    select exists (
        select from pg_index x
         where x.indrelid = cast({relation} as regclass) and x.indisunique and x.indisvalid
           and x.indpred is null
           and (select array_agg(a.attname::text order by a.attname::text)
                  from unnest(x.indkey::int2[]) with ordinality k(number, place)
                  join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number
                 where k.place <= x.indnkeyatts) <@ cast({columns} as text[])) as unique
"""
REPEATED = """
    select coalesce(sum(times - 1), 0)::bigint as surplus
      from (select count(*) as times from {table} group by {listed} having count(*) > 1) repeated
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the columns that the code believes unique together."""
    columns = list(target.object.columns)
    if ask(connection, FIGURES, target.object, columns=columns).unique:
        return None
    listed = ", ".join(f'"{column}"' for column in columns)
    found = ask(connection, REPEATED.replace("{listed}", listed), target.object)
    if not found.surplus:
        return Unknown(Needs.LOAD, "no two requests have raced yet")
    return Evidence(target.object, {"columns": columns, "surplus_rows": found.surplus})
