"""Sequential scans that look for few rows: the sign of an index that is missing or cannot be used."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab.inspect.blind import Blind
from lab.inspect.database import Database
from lab.inspect.plans import Scan, Statement
from lab.inspect.sql import marked, named_sql

MIN_PAGES = 64
MOST_OF_TABLE = 0.1
SCANNED_SHARE = 0.5

TABLE = marked("""
    select c.oid::bigint as oid, c.relpages as pages, greatest(c.reltuples, 1) as rows
      from pg_class c
     where c.oid = to_regclass(format('%I.%I', cast(:schema as text), cast(:name as text)))
       and c.relnamespace::regnamespace::text not like 'pg\\_%'
       and c.relnamespace::regnamespace::text not in ('information_schema', 'lab')
""")
PARTIAL = named_sql(str(Path(__file__).with_name("partial_indexes.sql")))
LEADING = named_sql(str(Path(__file__).with_name("leading_columns.sql")))


@dataclass(frozen=True, slots=True)
class Lookup:
    """A hot statement, the scan in it that reads a whole table for few rows, and the table's size."""

    statement: Statement
    scan: Scan
    table_oid: int
    pages: int
    kept: float

    @property
    def columns(self) -> set[str]:
        """The columns that the scan's predicate names."""
        return columns_in(self.scan.alias, self.scan.predicate)


def columns_in(alias: str, predicate: str) -> set[str]:
    """The columns of a relation that a predicate of a plan names, quoted where they must be."""
    return set(re.findall(rf'\b{re.escape(alias)}\.("[^"]+"|\w+)', predicate))


def lookups(database: Database) -> Iterator[Lookup]:
    """Sequential scans of tables of MIN_PAGES pages that keep less than MOST_OF_TABLE of the rows.

    The statement must really read that much: at least SCANNED_SHARE of the table's pages a call.
    """
    for statement in database.statements:
        for scan in statement.scans:
            if scan.node != "Seq Scan" or not scan.predicate:
                continue
            for table in database.rows(TABLE, schema=scan.schema, name=scan.table):
                kept = scan.rows / table.rows
                really = statement.blocks >= SCANNED_SHARE * table.pages
                if table.pages >= MIN_PAGES and kept < MOST_OF_TABLE and really:
                    found = Lookup(statement, scan, table.oid, table.pages, kept)
                    if not _served_by_a_partial_index(database, found):
                        yield found


def _served_by_a_partial_index(database: Database, found: Lookup) -> bool:
    """Whether the real plan may well use a partial index, which a plan without constants cannot.

    One that begins with a column of the predicate, whose own predicate speaks of these columns only, and that
    has been read at least half as often as the statement ran.
    """
    return any(
        row.leading in found.columns
        and set(row.columns or ()) <= found.columns
        and 2 * row.scans >= found.statement.calls
        for row in database.rows(PARTIAL, table=found.table_oid)
    )


def defeated_index(database: Database, found: Lookup) -> str | None:
    """An index that begins with a column which the scan's predicate wraps, so that it cannot serve."""
    for row in database.rows(LEADING, table=found.table_oid):
        if row.column in found.columns and wrapped(found.scan.alias, row.column, found.scan.predicate):
            return str(row.index)
    return None


def wrapped(alias: str, column: str, predicate: str) -> bool:
    """Whether a predicate applies a function, a cast or a pattern to a column."""
    name = rf"{re.escape(alias)}\.{re.escape(column)}(?!\w)"
    inside_call = rf"\w\((?:[^()]|\([^()]*\))*{name}"
    cast = rf"\({name}\)::"
    pattern = rf"{name}\)?(?:::text)? !?~~\*? "
    return re.search(f"{inside_call}|{cast}|{pattern}", predicate) is not None


def require_plans(database: Database) -> None:
    """Blind where this role may not plan statements that it should judge."""
    denied = [statement.denied for statement in database.statements if statement.denied]
    if denied:
        raise Blind(
            f"{len(denied)} of {len(database.statements)} hot statements cannot be planned ({denied[0]}); "
            "grant select on the tables"
        )
