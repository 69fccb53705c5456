"""A table whose updates all rewrite its indexes because one of them holds a column that each update sets.

Heap-only updates need that no indexed column changes. An index on `updated_at` or a counter ends them. That a
status is indexed is a price worth paying and is not reported.
"""

import re
from collections.abc import Iterator

from lab.inspect.check import Check, key
from lab.inspect.database import Database
from lab.inspect.finding import Finding, named
from lab.inspect.sql import marked, named_sql

check = Check(
    gates="1,000 updates or more, less than half of them heap-only, and a full, non-unique index on a "
    "time or a number (no foreign key) that is set by the statements which make at least half of "
    "the updated rows.",
    remedy="drop the index or take the column out of it; lower the fillfactor where the page is full.",
)

SUSPECTS = named_sql(__file__)
UPDATES = marked("""
    select query, sum(rows)::bigint as rows from pg_stat_statements
     where dbid = (select oid from pg_database where datname = current_database())
       and query ~* '\\mupdate\\M' and query not like '%taskpilot-lab%'
     group by query
""")
UPDATE = re.compile(
    r'\bupdate\s+(?:only\s+)?(?:"?public"?\.)?"?(?P<table>\w+)"?(?:\s+(?:as\s+)?\w+)?\s+set\s+(?P<set>.*)',
    re.IGNORECASE | re.DOTALL,
)
ASSIGNED = re.compile(r'(?:^|,)\s*\(?\s*"?(\w+)"?(?=\s*(?:=|,|\)))')


def find(database: Database) -> Iterator[Finding]:
    """The tables whose updates an index keeps from being heap-only."""
    suspects = database.rows(SUSPECTS)
    if not suspects:
        return
    database.require("pg_stat_statements")
    written = [(updated(row.query), row.rows) for row in database.rows(UPDATES)]
    reported = set()
    for row in suspects:
        total = sum(rows for (table, _), rows in written if table == row.name)
        hot = sum(rows for (table, columns), rows in written if table == row.name and row.column in columns)
        if total and hot >= 0.5 * total and (row.schema, row.name) not in reported:
            reported.add((row.schema, row.name))
            yield Finding(
                key(__file__),
                named("table", row.name, row.schema),
                f"{row.hot} of {row.updates} updates heap-only; {hot / total:.0%} set {row.column}, "
                f"which {row.index} holds",
            )


def updated(words: str) -> tuple[str, set[str]]:
    """The table that a statement updates and the columns that it sets; empty where it is no update."""
    match = UPDATE.search(words)
    if match is None:
        return "", set()
    assignments = re.split(r"\b(?:where|from|returning)\b", without_calls(match["set"]), flags=re.IGNORECASE)
    return match["table"].lower(), {name.lower() for name in ASSIGNED.findall(assignments[0])}


def without_calls(words: str) -> str:
    """Words without what stands in the brackets of function calls and subqueries on the right-hand side."""
    shorter = re.sub(r"(\w|=)\s*\([^()]*\)", r"\1", words)
    return shorter if shorter == words else without_calls(shorter)
