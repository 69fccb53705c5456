"""How large the tables are, and how much of them is dead or free: as measured, before and after growth."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, text

FLUSH = "select pg_stat_force_next_flush()"
SIZES = text("""
    select c.relname, sum(pg_table_size(s.relid))::bigint as table_bytes,
           sum(pg_indexes_size(s.relid))::bigint as index_bytes, sum(s.n_dead_tup)::bigint as dead
      from pg_stat_user_tables s join pg_class c on c.oid = coalesce(pg_partition_root(s.relid), s.relid)
     where s.schemaname = 'public' group by c.oid order by sum(pg_total_relation_size(s.relid)) desc
""")
APPROXIMATE = text("""
    select format('%I.%I', n.nspname, p.proname) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.proname = 'pgstattuple_approx' and has_function_privilege(p.oid, 'execute')
""")
BLOATING = ("issues", "comments", "notifications", "activity_log")


@dataclass
class TableSize:
    """A table with its TOAST, its indexes, and its dead tuples as the statistics have them."""

    table_bytes: int
    index_bytes: int
    dead_tuples: int
    wasted_bytes: int | None = None


@dataclass
class Sizes:
    """The database's size and its tables'; `wasted_bytes` (dead and free) where pgstattuple may be asked."""

    database_bytes: int = 0
    tables: dict[str, TableSize] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)


def database_bytes(engine: Engine) -> int:
    """The size of the database."""
    with engine.connect() as connection:
        return int(connection.execute(text("select pg_database_size(current_database())")).scalar_one())


def measure(engine: Engine) -> Sizes:
    """Measure now, in a transaction of its own: statistics stay as first read in one."""
    with engine.connect() as connection:
        connection.execute(text(FLUSH))
        tables = {
            row.relname: TableSize(row.table_bytes, row.index_bytes, row.dead)
            for row in connection.execute(SIZES)
        }
        if function := connection.execute(APPROXIMATE).scalar():
            for name in BLOATING:
                tables[name].wasted_bytes = _wasted(connection, str(function), name)
    return Sizes(database_bytes(engine), tables)


def _wasted(connection: Connection, function: str, table: str) -> int | None:
    query = text(f"select dead_tuple_len + approx_free_space from {function}(to_regclass(:table))")  # noqa: S608
    kind = connection.execute(
        text("select relkind from pg_class where oid = to_regclass(:t)"), {"t": table}
    ).scalar()
    return int(connection.execute(query, {"table": table}).scalar_one()) if kind == "r" else None
