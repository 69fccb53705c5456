"""Which tools could see a finding at all, from their rules and the sizes that are there.

postgres_ai's express checkup has no check for most findings, and gates for the rest: unused and redundant
indexes count from six pages on, bloat from 1 MiB, dead tuples from 10,000 rows (measured).
Our own inspector has the same gates on sizes. For it, a slow statement counts from three calls on (no tool
judges fewer) and from 64 blocks a call in the mean of all callers: that it is slow for the largest customer
alone, counters do not show, since they know no customers.
"""

from sqlalchemy import Connection, text

from roadmap.findings import Finding
from roadmap.mistake import ObjectRef

INDEX_PAGES = 6
BLOAT_PAGES = 129
VACUUM_ROWS = 10_000
STATEMENT_CALLS, STATEMENT_BLOCKS = 3, 64
EXPRESS = {"H001", "H002", "H004", "F001", "F002", "F003", "F004", "F005", "F009", "G003"}

SIZES = text("""
    select c.relpages, coalesce(t.relpages, c.relpages) as table_pages, s.n_live_tup + s.n_dead_tup as rows
      from pg_class c
      left join pg_index x on x.indexrelid = c.oid
      left join pg_class t on t.oid = x.indrelid
      left join pg_stat_all_tables s on s.relid = c.oid
     where c.oid = to_regclass(:name)
""")
COUNTED = text("select to_regclass('pg_stat_statements') is not null")
CALLED = text("""
    select coalesce(sum(calls), 0) >= :calls
           and sum(shared_blks_hit + shared_blks_read) >= :blocks * sum(calls)
      from pg_stat_statements
     where queryid = :queryid and dbid = (select oid from pg_database where datname = current_database())
""")


def scorable(connection: Connection | None, finding: Finding, queryid: int | None = None) -> dict[str, bool]:
    """For each tool whether the finding counts against it; without a connection, by its rules alone.

    `queryid` is that of the finding's statement, where it has one.
    """
    known = finding.expect.check in EXPRESS
    large = connection is None or large_enough(connection, finding.expect.check, finding.expect.ref)
    seen = large and (connection is None or queryid is None or hot_enough(connection, queryid))
    return {"postgresai": known and large, "squawk": bool(finding.mistake.squawk), "inspect": seen}


def hot_enough(connection: Connection, queryid: int) -> bool:
    """Whether a statement has been called, and reads, as much as the inspector's gates for K003 ask.

    True where the server does not count statements: then the check says so itself.
    """
    gates = {"queryid": queryid, "calls": STATEMENT_CALLS, "blocks": STATEMENT_BLOCKS}
    return not connection.execute(COUNTED).scalar_one() or bool(
        connection.execute(CALLED, gates).scalar_one()
    )


def large_enough(connection: Connection, check: str, ref: ObjectRef) -> bool:
    """Whether the object has passed the check's gate."""
    if check not in ("H002", "H004", "F003", "F004", "F005"):
        return True
    size = connection.execute(SIZES, {"name": f'"{ref.schema}"."{ref.name}"'}).first()
    if size is None:
        return False
    if check == "F003":
        return bool((size.rows or 0) >= VACUUM_ROWS)
    pages = BLOAT_PAGES if check in ("F004", "F005") else INDEX_PAGES
    return bool(size.relpages >= pages and size.table_pages >= INDEX_PAGES)
