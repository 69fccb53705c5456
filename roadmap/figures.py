"""What a change does to the database, read by the session that runs it, just before each of its commits.

Locks are gone after the commit and too short to be sampled, so they are read inside. From PostgreSQL 18 on
the WAL is the session's own; before that it is the server's, which includes what the load wrote meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, text

FILES = """
    select c.oid, n.nspname || '.' || c.relname, pg_relation_filenode(c.oid)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'i', 'm') and n.nspname not in ('lab', 'information_schema')
       and n.nspname not like 'pg\\_%'
       and c.relname not like 'alembic\\_%'
"""
HELD = """
    select relation, array_agg(distinct mode order by mode) from pg_locks
     where pid = pg_backend_pid() and locktype = 'relation' and granted group by 1
"""
ROWS = """
    select relid, seq_tup_read, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_all_tables
     where seq_tup_read + n_tup_ins + n_tup_upd + n_tup_del > 0
"""
FLUSH = text("select pg_stat_force_next_flush()")
OWN_WAL = text("select (pg_stat_get_backend_wal(:pid)).wal_bytes::bigint")
SERVER_WAL = text("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
OTHERS = text("""
    select exists (select from pg_stat_activity
                    where datname = current_database() and backend_type = 'client backend'
                      and application_name not like 'taskpilot-lab%' and pid <> pg_backend_pid()
                      and state_change >= :since)
""")
OWN_WAL_MAJOR = 18


@dataclass
class Transactions:
    """One record per commit of the watched session, about relations that were there before."""

    files: dict[int, tuple[str, int]]
    records: list[dict[str, Any]] = field(default_factory=list)
    earlier: dict[int, tuple[int, int]] = field(default_factory=dict)

    def start(self, connection: Connection) -> None:
        """Note what earlier transactions have counted and not yet handed in (at most once a second)."""
        driver: Any = connection.connection.dbapi_connection
        if not driver.autocommit:
            with driver.cursor() as cursor:
                self.earlier = {oid: (read, written) for oid, read, written in rows(cursor, ROWS)}

    def read(self, connection: Connection) -> None:
        """Add the record of the transaction that is about to commit."""
        driver: Any = connection.connection.dbapi_connection
        if driver.autocommit:
            return
        with driver.cursor() as cursor:
            held = {self.files[oid][0]: modes for oid, modes in rows(cursor, HELD) if oid in self.files}
            touched = [
                (self.files[oid][0], read - before[0], written - before[1])
                for oid, read, written in rows(cursor, ROWS)
                if oid in self.files
                for before in (self.earlier.get(oid, (0, 0)),)
            ]
            now = {oid: (name, file) for oid, name, file in rows(cursor, FILES)}
        record = {
            "held": held,
            "rows_read": {name: read for name, read, _ in touched if read},
            "rows_written": {name: written for name, _, written in touched if written},
            "rewritten": sorted(
                name for oid, (name, file) in now.items() if self.files.get(oid, (name, file))[1] != file
            ),
        }
        if any(record.values()):
            self.records.append(record)


@contextmanager
def transactions_of(connection: Connection) -> Iterator[Transactions]:
    """Watch a connection's commits for the length of a block."""
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor:
        watched = Transactions({oid: (name, file) for oid, name, file in rows(cursor, FILES)})
    connection.commit()
    listeners = (("begin", watched.start), ("commit", watched.read))
    for name, listener in listeners:
        event.listen(connection, name, listener)
    try:
        yield watched
    finally:
        for name, listener in listeners:
            event.remove(connection, name, listener)


def others_worked(connection: Connection, since: datetime) -> bool:
    """Whether sessions of the database that are not the lab's ran a statement since a moment."""
    worked = bool(connection.execute(OTHERS, {"since": since}).scalar_one())
    connection.commit()
    return worked


def wal_bytes(connection: Connection, pid: int) -> int:
    """WAL written so far, in bytes, by session `pid` (the server's before PostgreSQL 18)."""
    major = int((connection.dialect.server_version_info or (0,))[0])
    connection.execute(FLUSH)
    connection.commit()
    written = (
        connection.execute(OWN_WAL, {"pid": pid})
        if major >= OWN_WAL_MAJOR
        else connection.execute(SERVER_WAL)
    )
    value = int(written.scalar_one() or 0)
    connection.commit()
    return value


def rows(cursor: Any, sql: str) -> list[Any]:
    """All rows of a statement without parameters."""
    cursor.execute(sql)
    return list(cursor.fetchall())
