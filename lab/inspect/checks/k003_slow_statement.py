"""A statement that reads far more than it returns.

PostgreSQL walks through a whole table, or through an index and many rows behind it, for a few rows: an index
is missing, or the statement is written so that it cannot be used. Judged by blocks and plan, not by time:
blocks are the same on a fast machine and on a busy one.
"""

import re
from collections.abc import Iterator

from lab.inspect.check import Check, key
from lab.inspect.database import Database
from lab.inspect.finding import Finding, statement
from lab.inspect.hidden_keys import hidden_keys
from lab.inspect.lookups import Lookup, defeated_index, lookups, require_plans
from lab.inspect.plans import Statement

check = Check(
    gates="3 calls or more, and either its plan reads a table of 64 pages or more from end to end and "
    "keeps less than 10% of the rows, or it reads 128 blocks of one table by an index whose next column "
    "stands in its filter inside a function or a cast, or it returns rows (no aggregate, a row in ten "
    "calls at least) after filtering or sorting, and reads 128 blocks and 20 blocks a row or more (100 "
    "where it walks an index in order and stops at its limit; 64 blocks and 5 a row where it sorts one "
    "table by plain columns for the first few rows, which an index would give in order). "
    "Counters outlive a repair: where the plan of today filters nothing and expects a fifth of the blocks, "
    "they are not held against it.",
    remedy="index what it filters and sorts by, or compare the bare column where an index is there and a "
    "function, cast or pattern hides it; compare explain (analyze, buffers) before and after.",
    differs="postgres_ai ranks statements by total time (3 calls, 1 s) without a verdict; this check judges "
    "each one by its plan, whatever its rank.",
)

FEWEST_ROWS = 0.1  # what hardly ever returns a row looks for exceptions: what that may read, no plan says
WASTEFUL_BLOCKS = 128
WASTEFUL_BLOCKS_PER_ROW = 20
WASTEFUL_BLOCKS_PER_ROW_IN_ORDER = 100
FIRST_ROWS_BLOCKS, WASTEFUL_BLOCKS_PER_FIRST_ROW = 64, 5
EARLIER_PLAN, DESCENT_BLOCKS = 5, 3  # an index over millions of rows is three pages deep
PLAIN_COLUMN = re.compile(r'(?:[\w"]+\.)?[\w"]+(?: DESC| ASC| NULLS FIRST| NULLS LAST)*')
NO_JUDGEMENT = {"Aggregate", "Bitmap Index Scan", "WindowAgg", "Group", "ModifyTable"}


def find(database: Database) -> Iterator[Finding]:
    """The hot statements whose plans waste what they read, each once."""
    seen: set[int] = set()
    for found in lookups(database):
        if found.statement.queryid not in seen:
            seen.add(found.statement.queryid)
            yield _finding(found.statement, _scanned(database, found))
    for hidden in hidden_keys(database):
        if hidden.statement.queryid not in seen and hidden.statement.blocks >= WASTEFUL_BLOCKS:
            seen.add(hidden.statement.queryid)
            why = f"{hidden.index} cannot serve {hidden.predicate}"
            yield _finding(hidden.statement, f"reads {hidden.statement.blocks:.0f} blocks, and {why}")
    for hot in database.statements:
        if hot.queryid not in seen and (_wasteful(hot) or _first_rows(hot)) and not _mended(hot):
            yield _finding(hot, f"reads {hot.blocks:.0f} blocks for {hot.rows:.1f} rows")
    require_plans(database)


def _scanned(database: Database, found: Lookup) -> str:
    defeated = defeated_index(database, found)
    why = f", and {defeated} cannot serve {found.scan.predicate}" if defeated else ""
    return f"scans {found.scan.table} ({found.pages} pages) to keep {found.kept:.1%} of the rows{why}"


def _wasteful(hot: Statement) -> bool:
    filtered = any(scan.predicate and scan.node.startswith("Index") for scan in hot.scans)
    stops_early = "Limit" in hot.nodes and "Sort" not in hot.nodes
    per_row = WASTEFUL_BLOCKS_PER_ROW_IN_ORDER if stops_early else WASTEFUL_BLOCKS_PER_ROW
    return (
        (filtered or ("Sort" in hot.nodes and "Limit" in hot.nodes))
        and not hot.nodes & NO_JUDGEMENT
        and hot.rows >= FEWEST_ROWS
        and hot.blocks >= WASTEFUL_BLOCKS
        and hot.blocks >= per_row * (hot.rows + 1)
    )


def _first_rows(hot: Statement) -> bool:
    """Whether it reads many rows of one table, sorts them, and keeps a few: an index would give those."""
    return (
        len(hot.scans) == 1
        and {"Sort", "Limit"} <= hot.nodes
        and not hot.nodes & (NO_JUDGEMENT - {"Bitmap Index Scan"})
        and all(PLAIN_COLUMN.fullmatch(key) for key in hot.sorted_by)
        and hot.rows >= FEWEST_ROWS
        and hot.blocks >= FIRST_ROWS_BLOCKS
        and hot.blocks >= WASTEFUL_BLOCKS_PER_FIRST_ROW * (hot.rows + 1)
    )


def _mended(hot: Statement) -> bool:
    """Whether its plan of today reads so little that what was counted must be the cost of an earlier one.

    It finds by an index what it returns or sorts, filters nothing, and expects a fifth of the blocks or less.
    """
    if len(hot.scans) != 1 or hot.scans[0].predicate or not hot.scans[0].condition:
        return False
    return EARLIER_PLAN * (hot.scans[0].rows + DESCENT_BLOCKS) <= hot.blocks


def _finding(hot: Statement, why: str) -> Finding:
    detail = f"{why}; {hot.calls} calls, {hot.mean_ms:.1f} ms each: {hot.short}"
    return Finding(key(__file__), statement(hot.queryid), detail)
