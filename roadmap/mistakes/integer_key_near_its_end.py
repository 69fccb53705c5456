"""An integer key whose numbers are running out.

Two billion is a lot for a table of a thousand rows. A queue, an import or `on conflict` uses numbers up
without leaving rows.
"""

from sqlalchemy import Connection

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown
from roadmap.probing.sql import beside, quoted

mistake = Mistake(
    category=Category.TYPE,
    check="lab:integer_key_near_its_end",
    consequence="At the end every insert fails, and the mend rewrites the table at the worst moment.",
    remedy="bigint from the start; later a new bigint column, kept in step and swapped in before the end.",
    proof="The sequence has handed out at least three quarters of what its column's type can hold.",
    tools="postgres_ai has a title for it (L003) and no check; squawk asks for bigint when the column is "
    "made.",
    objects=("sequence", "table"),
    squawk=("prefer-bigint-over-int",),
    needs=Needs.GROWTH,
)

END = beside(__file__)
NEAR = 0.75
ROOMY = 1 << 40


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes a sequence, or a table and the integer column whose largest value counts."""
    ref = target.object
    if ref.kind == "table":
        row = connection.execute(END, {"relation": quoted(ref), "column": ref.columns[0]}).first()
    else:
        row = connection.execute(END, {"relation": quoted(ref), "column": None}).first()
    if row is None or row.last_possible >= ROOMY:
        return None
    if row.last_value is None:
        return Unknown(Needs.GROWTH, "the sequence has not been used, or this role may not read it")
    share = row.last_value / row.last_possible
    if share < NEAR:
        return Unknown(Needs.GROWTH, f"{share:.1%} of the numbers are used")
    figures = {"last_value": row.last_value, "last_possible": row.last_possible, "share": round(share, 4)}
    return Evidence(ref, figures)
