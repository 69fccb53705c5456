"""A json column where jsonb was meant.

`json` is the word that everybody says, and both accept the same input.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Outcome, Target
from roadmap.probing.columns import column_type
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:json_instead_of_jsonb",
    consequence="Each access parses the text anew; no containment operator, no GIN index, no equality, so "
    "distinct and group by fail.",
    remedy="alter to jsonb by way of a new column, with the index that the filter needs.",
    proof="The column's type is json, and PostgreSQL has no equality operator for it.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("table",),
)

FIGURES = """
    select exists (select from pg_operator where oprname = '=' and oprleft = 'json'::regtype) as comparable,
           (select count(*) from (select from {table} where {column} is not null limit 1000) sample) as rows
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if kind != "json":
        return None
    row = ask(connection, FIGURES, target.object)
    return Evidence(target.object, {"type": kind, "comparable": row.comparable, "values": row.rows})
