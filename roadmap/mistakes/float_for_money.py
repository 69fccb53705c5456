"""Amounts of money in floating point.

A price has decimals and so has double precision. The first hundred sums are right to the cent.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.columns import column_type
from roadmap.probing.sql import ask

mistake = Mistake(
    category=Category.TYPE,
    check="lab:float_for_money",
    consequence="Sums depend on the order of the rows, equality fails, reports differ by a cent that "
    "somebody has to explain.",
    remedy="numeric(12, 2), or bigint cents.",
    proof="The column is real or double precision, and its sum differs from the sum of the same values as "
    "decimals.",
    tools="postgres_ai checkup and squawk on an existing column: silent.",
    objects=("table",),
    needs=Needs.GROWTH,
)

FIGURES = """
    select count(*) as rows,
           coalesce(sum({column})::text::numeric, 0) as sum_as_float,
           coalesce(sum({column}::text::numeric), 0) as sum_as_decimals
      from {table}
"""


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the table and the column."""
    kind = column_type(connection, target.object)
    if kind not in ("real", "double precision"):
        return None
    row = ask(connection, FIGURES, target.object)
    if row.sum_as_float == row.sum_as_decimals:
        return Unknown(Needs.GROWTH, f"the sum of {row.rows} values is still exact")
    sums = {"sum_as_float": str(row.sum_as_float), "sum_as_decimals": str(row.sum_as_decimals)}
    return Evidence(target.object, {"type": kind, "values": row.rows, **sums})
