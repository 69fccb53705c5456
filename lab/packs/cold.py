"""Cold files of one database: the lab's server stopped for a moment, its files copied, the rest taken out.

Only a server that was stopped cleanly writes its counters (scans, dead rows, pg_stat_statements) into its
files. The supervisor is asked to leave PostgreSQL down meanwhile; the app answers 503 and goes on by itself.
"""

import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
from sqlalchemy import Connection, text

from lab.copying import name
from lab.databases import admin_engine
from lab.hold import hold_of, holding
from lab.ports import free_ports
from lab.postgres import APP_USER, CHECKPOINT_TIMEOUT_S, ENVIRONMENT, SUPERUSER, EmbeddedPostgres
from lab.processes import runs
from lab.service import start_alone
from lab.state import running_lab
from webapp.refusal import Refusal

BACK_TIMEOUT_S = 120.0
POLL_S = 0.05
SEGMENT = re.compile(r"[0-9A-F]{24}")
REDO = re.compile(r"REDO WAL file:\s+([0-9A-F]{24})")
NOT_KEPT = {"postmaster.pid", "postmaster.opts", "taskpilot.conf"}
OTHERS = text("""
    select datname, oid::bigint as oid from pg_database
     where datname <> :name and not datistemplate and datname <> 'postgres'
""")
ROLES = text("select rolname from pg_roles where rolcanlogin and rolname not like 'pg\\_%'")


class NotStopped(Refusal):
    """The server did not stop, or did not come back."""


def other_databases(connection: Connection, database: str) -> dict[str, int]:
    """The databases that a pack leaves out, with their object ids."""
    return {row.datname: row.oid for row in connection.execute(OTHERS, {"name": database})}


@contextmanager
def stopped() -> Iterator[None]:
    """The running lab's PostgreSQL, stopped cleanly for the length of the block."""
    state = running_lab()
    entry = state.services.get("postgres", {}) if state is not None else {}
    pid = entry.get("pid")
    if run := entry.get("experiment"):
        raise NotStopped(f"the run {run} holds the lab's PostgreSQL; wait for its end, then 'flask lab up'")
    if pid is None:
        raise NotStopped("the lab's PostgreSQL does not run; start it with 'flask lab up --detach'")
    with holding(hold_of("postgres")):
        server = psutil.Process(pid)
        server.send_signal(signal.SIGINT)
        psutil.wait_procs([server], timeout=CHECKPOINT_TIMEOUT_S)
        if runs(server):
            raise NotStopped(f"PostgreSQL (pid {pid}) did not stop in {CHECKPOINT_TIMEOUT_S:.0f} s")
        yield


def copy_files(cluster: EmbeddedPostgres, target: Path, left_out: set[int]) -> None:
    """Copy a stopped cluster's files, without those of some databases."""
    base = str(cluster.data / "base")

    def unwanted(folder: str, names: list[str]) -> set[str]:
        if folder == base:
            return {entry for entry in names if entry.isdigit() and int(entry) in left_out}
        return NOT_KEPT.intersection(names) if folder == str(cluster.data) else set()

    with cluster.account.acting():
        shutil.copytree(cluster.data, target, symlinks=True, ignore=unwanted)


def take_out(cluster: EmbeddedPostgres, home: Path, others: dict[str, int]) -> tuple[Path, dict[str, str]]:
    """Make the files in `home` a server of one database; returns them and its roles' new passwords.

    Autovacuum stays off meanwhile, so that nothing which a tool should see is cleared away.
    """
    own = EmbeddedPostgres(home, free_ports(1)[0], cluster.binaries, cluster.account)
    with cluster.account.acting():
        for user in (SUPERUSER, APP_USER):
            shutil.copy(cluster.home / f"{user}.password", home / f"{user}.password")
    service = own.service()
    process = start_alone(replace(service, command=(*service.command, "-c", "autovacuum=off")))
    passwords = {user: secrets.token_urlsafe(18) for user in (SUPERUSER, APP_USER)}
    try:
        with admin_engine(own).connect() as connection:
            for database in others:
                connection.exec_driver_sql(f"drop database {name(database)} with (force)")
            for role in connection.execute(ROLES).scalars().all():
                secret = f"'{passwords[role]}'" if role in passwords else "null"
                connection.exec_driver_sql(f"alter role {name(role)} password {secret}")
    finally:
        service.stop(process)
    _trim_wal(own)
    for user in passwords:
        with cluster.account.acting():
            (home / f"{user}.password").unlink()
    return own.data, passwords


def _trim_wal(cluster: EmbeddedPostgres) -> None:
    """Remove WAL that a cleanly stopped server does not read: all but the last checkpoint's file."""
    said = subprocess.run(
        [cluster.binaries.program("pg_controldata"), "-D", str(cluster.data)],
        check=True, capture_output=True, text=True, cwd=cluster.home, env=ENVIRONMENT,
        **cluster.account.popen_options(),
    ).stdout  # fmt: skip
    needed = REDO.search(said)
    if needed is None or "shut down" not in said:
        raise NotStopped("the copied files are not those of a cleanly stopped server; try again")
    with cluster.account.acting():
        for file in (cluster.data / "pg_wal").iterdir():
            if SEGMENT.fullmatch(file.name) and file.name != needed[1]:
                file.unlink()
