"""A list that fetches columns it does not show.

`select *` keeps up with the table by itself. Then the table gets a description, a body, an attachment.
"""

from sqlalchemy import Connection, text

from roadmap.mistake import Category, Evidence, Mistake, Needs, Outcome, Target, Unknown

mistake = Mistake(
    category=Category.QUERY,
    check="lab:wide_columns_in_a_list",
    consequence="Each list detoasts and sends megabytes to be thrown away; the database looks idle, the "
    "network and the app do not.",
    remedy="Name the columns that the list shows.",
    proof="The same rows, in text, are at least five times as many bytes as with the columns that are "
    "needed.",
    tools="No tool sees it: pg_stat_statements counts rows, not bytes.",
    objects=("statement",),
    takes=("statement", "better"),
)

BYTES = "select coalesce(sum(octet_length(answer::text)), 0) as bytes, count(*) as rows from ({0}) answer"
TIMES = 5
SMALL_BYTES = 10_000


def probe(connection: Connection, target: Target) -> Outcome:
    """Takes the statement and the one that names its columns."""
    if target.statement is None or target.better is None:
        raise ValueError(f"{target.object.name}: this probe takes a statement and the better way to write it")
    if target.statement.sql == target.better.sql:
        return None
    sent, needed = (
        connection.execute(text(BYTES.format(statement.sql)), dict(statement.parameters)).one()
        for statement in (target.statement, target.better)
    )
    if sent.bytes < SMALL_BYTES:
        return Unknown(Needs.GROWTH, f"the list is {sent.bytes} bytes so far")
    if sent.bytes < TIMES * needed.bytes:
        return None
    return Evidence(target.object, {"rows": sent.rows, "bytes": sent.bytes, "bytes_needed": needed.bytes})
