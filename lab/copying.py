"""Copies of a whole database on its server, and putting one in another's place.

PostgreSQL copies only a database that nobody is connected to. CREATE DATABASE and ALTER DATABASE … RENAME
lock the database first, so that whoever connects from then on waits; ending the sessions that are left is all
that is needed. Nothing is switched off that a crash of this process could leave off.

A copy has the rows, indexes, planner statistics, settings and privileges. Counters (scans, dead rows,
pg_stat_statements) belong to the database that counted, and begin anew.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from lab.disk import require_room
from lab.server import is_here
from webapp.refusal import Refusal, first_line

END_EVERY_S = 0.02
ATTEMPTS = 3
BEING_ACCESSED = "55006"
COPY_FILES_FROM_BYTES = 64 * 2**20
LISTS = {"search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"}
AT_WORK_NAMES = [f"taskpilot-lab {command}%" for command in ("roadmap", "seed", "growth", "run")]

EXISTS = text("select exists (select from pg_database where datname = :name)")
SIZE = text("select pg_database_size(cast(:name as name))")
END = text("""
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = :name and pid <> pg_backend_pid() and pg_has_role(usesysid, 'usage')
""")
AT_WORK = text("""
    select pid, application_name from pg_stat_activity
     where datname = :name and application_name like any (:ours) and pid <> pg_backend_pid()
     order by pid limit 1
""")
GIVEN = text("""
    select r.rolname as role, split_part(given, '=', 1) as name,
           substr(given, strpos(given, '=') + 1) as value
      from pg_db_role_setting s
      join pg_database d on d.oid = s.setdatabase and d.datname = :name
      left join pg_roles r on r.oid = s.setrole
     cross join unnest(s.setconfig) given
""")
PRIVILEGES = text("""
    select coalesce(r.rolname, 'public') as role, r.oid is null as everybody, a.privilege_type as privilege,
           a.is_grantable as grantable
      from pg_database d
     cross join aclexplode(d.datacl) a
      left join pg_roles r on r.oid = a.grantee
     where d.datname = :name
""")
ABOUT = text("""
    select pg_get_userbyid(datdba) as owner, datconnlimit as most, datacl is not null as own
      from pg_database where datname = :name
""")


class CopyRefused(Refusal):
    """A database that cannot be copied, or a name that is not there or taken."""


def exists(connection: Connection, name: str) -> bool:
    """Whether the server has a database of this name."""
    return bool(connection.execute(EXISTS, {"name": name}).scalar())


def size_of(connection: Connection, name: str) -> int:
    """Bytes of a database."""
    return int(connection.execute(SIZE, {"name": name}).scalar_one())


def require_quiet(connection: Connection, database: str) -> None:
    """CopyRefused where a command of ours is at work in a database, which ending its session would break."""
    found = connection.execute(AT_WORK, {"name": database, "ours": AT_WORK_NAMES}).first()
    if found is not None:
        raise CopyRefused(
            f"'{found.application_name}' (pid {found.pid}) is at work in {database}; wait for it, or stop it"
        )


def require_disk(engine: Engine, connection: Connection, needed: int, what: str) -> None:
    """DiskFull where the server's disk has no room; not asked where the server is on another machine."""
    folder = Path(str(connection.exec_driver_sql("show data_directory").scalar_one()))
    try:
        reachable = is_here(engine.url) and folder.exists()
    except PermissionError:
        return
    if reachable:
        require_room(folder, needed, what, "delete a checkpoint ('flask lab checkpoint list') or make room")


def copy_database(engine: Engine, source: str, copy: str) -> None:
    """Make `copy` of `source`, of the same owner; sessions of `source` are ended."""
    with engine.connect() as connection:
        about: Any = connection.execute(ABOUT, {"name": source}).one()
        how = "file_copy" if size_of(connection, source) >= COPY_FILES_FROM_BYTES else "wal_log"
        words = (
            f"create database {name(copy)} template {name(source)} owner {name(about.owner)} strategy {how}"
        )
        try:
            _alone(engine, connection, source, (words,))
            _copy_settings(connection, source, copy, about)
        except BaseException:
            drop_database(connection, copy)
            raise


def replace_database(engine: Engine, database: str, fresh: str, replaced: str) -> None:
    """Give `fresh` the name of `database`, which becomes `replaced`, in one transaction."""
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        _alone(
            engine,
            connection,
            database,
            (
                f"alter database {name(database)} rename to {name(replaced)}",
                f"alter database {name(fresh)} rename to {name(database)}",
            ),
        )


def drop_database(connection: Connection, database: str) -> None:
    """Drop a database with its sessions, if it is there."""
    connection.exec_driver_sql(f"drop database if exists {name(database)} with (force)")


def name(identifier: str) -> str:
    """An identifier as SQL and SQLAlchemy's driver take it."""
    quoted = identifier.replace('"', '""').replace("%", "%%")
    return f'"{quoted}"'


@contextmanager
def ending_sessions(engine: Engine, database: str) -> Iterator[None]:
    """Keep ending the sessions of a database for the length of a block."""
    stop = threading.Event()

    def run() -> None:
        with engine.connect() as connection:
            while not stop.wait(END_EVERY_S):
                connection.execute(END, {"name": database})

    thread = threading.Thread(target=run, name="ending-sessions", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _alone(engine: Engine, connection: Connection, database: str, statements: tuple[str, ...]) -> None:
    """Run statements that want a database to themselves, in one transaction of the connection."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with ending_sessions(engine, database):
                for statement in statements:
                    connection.exec_driver_sql(statement)
                connection.commit()
        except OperationalError as error:
            connection.rollback()
            if getattr(error.orig, "pgcode", None) != BEING_ACCESSED:
                raise
            if attempt == ATTEMPTS:
                raise CopyRefused(
                    f"{database} could not be had alone: {first_line(error.orig)}; end its other sessions"
                ) from None
        except DBAPIError as error:
            connection.rollback()
            if getattr(error.orig, "pgcode", None) == "42501":
                raise CopyRefused(
                    f"{engine.url.username} may not do this ({first_line(error.orig)}); it must own "
                    f"{database} and be allowed to create databases (alter role … createdb)"
                ) from None
            raise
        else:
            return


def _copy_settings(connection: Connection, source: str, copy: str, about: Any) -> None:
    """Give a copy what CREATE DATABASE leaves out: settings, the connection limit, privileges."""
    for given in connection.execute(GIVEN, {"name": source}).all():
        whose = f"role {name(given.role)} in database" if given.role else "database"
        value = given.value if given.name in LISTS else "'" + given.value.replace("'", "''") + "'"
        value = value.replace("%", "%%")
        connection.exec_driver_sql(f"alter {whose} {name(copy)} set {name(given.name)} = {value}")
    if about.most != -1:
        connection.exec_driver_sql(f"alter database {name(copy)} connection limit {about.most}")
    if not about.own:
        return
    connection.exec_driver_sql(f"revoke all on database {name(copy)} from public")
    for right in connection.execute(PRIVILEGES, {"name": source}).all():
        whom = "public" if right.everybody else name(right.role)
        option = " with grant option" if right.grantable else ""
        connection.exec_driver_sql(f"grant {right.privilege} on database {name(copy)} to {whom}{option}")
