"""Fields as rows: entity, attribute, value.

Customers want fields of their own, and a table of (issue, field, value) takes any. Nobody has to migrate
anything ever again.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.DESIGN,
    check="lab:eav_table",
    consequence="Values of all types in one text column: no check, no order by date or number, a self-join "
    "per field in every query.",
    remedy="A jsonb column with an index on what is filtered, or typed value columns with a check that one "
    "is set.",
    proof="Entities have two rows or more, and one text column holds numbers under one attribute and "
    "something else under another.",
    tools="postgres_ai checkup and squawk: silent.",
    objects=("table",),
    needs=Needs.GROWTH,
)

FIGURES = """
    select count(distinct attribute) as attributes,
           count(distinct attribute) filter (where all_numbers) as numeric_attributes,
           (select count(*)::float8 / greatest(1, count(distinct {column})) from {table}) as rows_each
      from (select {second}::text as attribute,
                   bool_and({value_column}::text ~ '^-?[0-9]+(\\.[0-9]+)?$') as all_numbers
              from {table} where {value_column} is not null group by 1) kinds
"""
SEVERAL = 1.5


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and three columns: the entity's id, the attribute and the value."""
    value_column = f'"{target.object.columns[2]}"'
    row = ask(connection, FIGURES.replace("{value_column}", value_column), target.object)
    if row.rows_each < SEVERAL or not 0 < row.numeric_attributes < row.attributes:
        return Unknown(Needs.GROWTH, f"{row.attributes} attributes are in use so far")
    figures = {"attributes": row.attributes, "numeric_attributes": row.numeric_attributes}
    return Evidence(target.object, {**figures, "rows_for_each_entity": round(row.rows_each, 1)})
