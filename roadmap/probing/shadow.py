"""A table's temporary copy, under the table's own name, to try things on.

A temporary table hides the real one from the session's unqualified names, so an exercise's statement runs on
the copy as it stands. Reading the original takes AccessShareLock only: no writer waits, whatever is built on
the copy. A large table is copied in part; `share` says how much of it.
"""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, text

from roadmap.probing.sql import beside

MAX_PAGES = 8_000  # 64 MB; copied and indexed in about a second
DESCRIPTION = beside(__file__)
ON_TABLE = re.compile(r" ON (ONLY )?\S+ USING ")


@dataclass(frozen=True)
class Shadow:
    """A copy in pg_temp and what share of the original's pages it was made from."""

    table: str
    pages: int
    share: float

    @property
    def name(self) -> str:
        """The copy's name, qualified."""
        return f'pg_temp."{self.table}"'


def shadow(
    connection: Connection,
    schema: str,
    table: str,
    *,
    indexes: frozenset[str] = frozenset(),
    max_pages: int = MAX_PAGES,
    fillfactor: int | None = None,
) -> Shadow:
    """Copy a table with its statistics objects, its B-tree indexes and those named in `indexes`.

    `fillfactor` is by default the table's own. With `max_pages` below the table's size a random part of its
    pages is read. Generated columns become plain ones with the same values: to compute them again would take
    longer than all the rest. Lives until the transaction is rolled back.
    """
    original = f'"{schema}"."{table}"'
    row = connection.execute(DESCRIPTION, {"relation": original}).one()
    share = min(1.0, max_pages / max(1, row.pages))
    made = Shadow(table, int(row.pages), share)
    fill = f" with (fillfactor = {fillfactor or row.fillfactor})"
    like = "including statistics including storage including compression"
    connection.execute(text(f"create temporary table {made.name} (like {original} {like}){fill}"))
    sample = "" if share == 1.0 else f" tablesample system ({100 * share:.4f})"
    columns = ", ".join(f'"{column}"' for column in row.columns)
    rows = f"select {columns} from {original}{sample}"  # noqa: S608
    connection.exec_driver_sql(f"insert into {made.name} ({columns}) {rows}".replace("%", "%%"))
    described = zip(row.index_names, row.index_methods, row.index_definitions, strict=True)
    for name, method, definition in described:
        if method == "btree" or name in indexes:
            build(connection, made, definition)
    connection.exec_driver_sql(f"analyze {made.name}")
    return made


def build(connection: Connection, on: Shadow, definition: str) -> None:
    """Build an index of the original on the copy, from its `pg_get_indexdef`."""
    ddl = ON_TABLE.sub(f" ON {on.name} USING ", definition, count=1)
    connection.exec_driver_sql(ddl.replace("%", "%%"))


def pages_of(connection: Connection, relation: str) -> int:
    """The pages of a relation's main fork; of a partitioned one, with its partitions."""
    size = text(
        "select coalesce(sum(pg_relation_size(relid)), 0)::bigint / current_setting('block_size')::int"
        " from (select relid from pg_partition_tree(cast(:relation as regclass))"
        " union select cast(:relation as regclass)) tree"
    )
    return int(connection.execute(size, {"relation": relation}).scalar_one())
