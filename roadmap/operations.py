"""Steps that changes share: concurrent index builds that recover, and backfills in batches.

Each renders as plain SQL where Alembic runs offline.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TypedDict, Unpack

from alembic import op
from sqlalchemy import Connection, text

from webapp.refusal import Refusal

BATCH_ROWS = 1_000

STATE = text("select indisvalid from pg_index where indexrelid = to_regclass(:name)")
DEFINITION = text(
    "select split_part(pg_get_indexdef(to_regclass(:name)), ' USING ', 2) as body,"
    " (select indisunique from pg_index where indexrelid = to_regclass(:name)) as is_unique"
)


def run(sql: str) -> None:
    """Run a statement as it is written: no character of it is a parameter."""
    context = op.get_context()
    if context.as_sql:
        context.impl.static_output(sql + ";")
    else:
        op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


class IndexFailed(Refusal):
    """An index that a change needs could not be built."""


class IndexOptions(TypedDict, total=False):
    """What an index may have beside its columns."""

    unique: bool
    using: str
    include: Sequence[str]
    where: str
    storage: str


def index_ddl(
    name: str, table: str, columns: Sequence[str], concurrently: bool = False, **options: Unpack[IndexOptions]
) -> str:
    """The statement that builds an index; columns may be expressions in parentheses."""
    parts = (
        "create unique index" if options.get("unique") else "create index",
        "concurrently" if concurrently else "",
        f"{name} on {table} using {options.get('using', 'btree')} ({', '.join(columns)})",
        f"include ({', '.join(options['include'])})" if "include" in options else "",
        f"with ({options['storage']})" if "storage" in options else "",
        f"where {options['where']}" if "where" in options else "",
    )
    return " ".join(part for part in parts if part)


def create_index(name: str, table: str, columns: Sequence[str], **options: Unpack[IndexOptions]) -> None:
    """Build an index in the change's own transaction: writes to the table wait until it commits."""
    run(index_ddl(name, table, columns, **options))


def create_index_concurrently(
    name: str, table: str, columns: Sequence[str], **options: Unpack[IndexOptions]
) -> None:
    """Build an index without blocking writers, whatever an interrupted attempt left behind.

    An invalid index of that name is dropped and built again; a valid one with the same definition is kept.
    `if not exists` would keep the invalid one. IndexFailed where the name belongs to another definition.
    """
    ddl = index_ddl(name, table, columns, concurrently=True, **options)
    with committed():
        if op.get_context().as_sql:
            run(ddl)
            return
        connection = op.get_bind()
        valid = connection.execute(STATE, {"name": name}).scalar()
        if valid is False:
            run(f"drop index concurrently {name}")
        if valid is not True:
            run(ddl)
        elif not _same_definition(
            connection, name, table, index_ddl(f"{name}_twin", "index_twin", columns, **options)
        ):
            raise IndexFailed(
                f"the index {name} is there with another definition; drop it or rename it, then apply again"
            )
        if connection.execute(STATE, {"name": name}).scalar() is not True:
            raise IndexFailed(f"the index {name} was built and is not valid; apply again to build it anew")


def _same_definition(connection: Connection, name: str, table: str, twin_ddl: str) -> bool:
    """Whether an index is what a statement would build, asked of an empty copy of its table."""
    connection.exec_driver_sql(f"create temp table index_twin (like {table} including identity)")
    try:
        run(twin_ddl)
        here = connection.execute(DEFINITION, {"name": name}).one()
        twin = connection.execute(DEFINITION, {"name": f"pg_temp.{name}_twin"}).one()
    finally:
        connection.exec_driver_sql("drop table pg_temp.index_twin")
    return bool(here == twin)


def drop_index_concurrently(name: str) -> None:
    """Drop an index without blocking writers; nothing happens where it is gone already."""
    with committed():
        run(f"drop index concurrently if exists {name}")


def backfill(table: str, statement: str, key: str = "id", rows: int = BATCH_ROWS) -> None:
    """Run a statement for one range of keys after the other, each committed by itself.

    The statement names its range `:low` (included) and `:high` (not included). Locks are short, vacuum can
    follow, and a stopped run can begin again where the statement skips what is done. Offline, the loop is
    written out as a block of PL/pgSQL.
    """
    span = f"select min({key}), max({key}) from {table}"  # noqa: S608 - names come from change files
    with committed():
        if op.get_context().as_sql:
            low, high = f"bottom + step * {rows}", f"bottom + (step + 1) * {rows}"
            run(
                "do $$ declare bottom bigint; top bigint; begin\n"
                f"  {span} into bottom, top;\n  for step in 0 .. (top - bottom) / {rows} loop\n"
                f"    {_between(statement, low, high)};\n    commit;\n  end loop;\nend $$"
            )
            return
        first, last = op.get_bind().exec_driver_sql(span).one()
        for start in range(first, last + 1, rows) if first is not None else ():
            run(_between(statement, str(start), str(start + rows)))


def committed() -> AbstractContextManager[None]:
    """A block whose statements are committed one by one; what ran before it is committed first.

    A change that is interrupted after such a block begins again from its start: the block must bear that.
    """
    return op.get_context().autocommit_block()


def _between(statement: str, low: str, high: str) -> str:
    return statement.replace(":low", low).replace(":high", high)
