"""The two copies that a trial plays on, and their end.

A small database is copied twice on its own server. A large one is copied by a base backup into a server of
the trial's own, because a copy on the server would keep everybody out for as long as it takes; the second
copy is made there. Either way both copies are on one server, with the same settings and the same disk.
"""

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, text

from lab.binaries import postgres_binaries
from lab.copying import copy_database, drop_database, require_disk, require_quiet, size_of
from lab.disk import require_room, size
from lab.files import write_private
from lab.ports import HOST, free_ports
from lab.postgres import ENVIRONMENT, SUPERUSER, EmbeddedPostgres
from lab.processes import stop_tree
from lab.server import lab_admin_url, maintenance
from lab.unprivileged import Account
from webapp.refusal import Refusal
from webapp.settings import Settings

APPLICATION_NAME = "taskpilot-lab trial"
LARGE_BYTES = 2 * 2**30
ONE_AT_A_TIME = 7_305_040
STOP_S = 60.0
WHOLE = text("select sum(pg_database_size(oid))::bigint from pg_database")
LOCK = text("select pg_try_advisory_lock(:key)")
USERS = text("""
    select count(*) from pg_stat_activity
     where datname = :name and backend_type = 'client backend' and state = 'active'
       and application_name not like 'taskpilot-lab%'
""")

Say = Callable[[str], None]


class TrialRefused(Refusal):
    """Another trial is at work, or the copies cannot be made."""


@dataclass(frozen=True)
class Source:
    """The database that advice is for: an administrator's URL, its role's URL, and where trials may write."""

    admin: URL
    own: URL
    home: Path
    account: Account
    settings: Settings
    say: Say
    large_bytes: int = LARGE_BYTES

    @property
    def database(self) -> str:
        """Its name."""
        return str(self.own.database)


@contextmanager
def two_copies(source: Source) -> Iterator[tuple[URL, URL]]:
    """The URLs, by the database's own role, of two equal copies, which are gone after the block."""
    engine = maintenance(source.admin, APPLICATION_NAME)
    with engine.connect() as connection:
        if not connection.execute(LOCK, {"key": ONE_AT_A_TIME}).scalar():
            raise TrialRefused("another trial is at work on this server; wait for its end")
        bytes_ = size_of(connection, source.database)
        if connection.execute(USERS, {"name": source.database}).scalar_one():
            source.say(f"somebody is at work in {source.database}; other load on this machine makes noise")
        if bytes_ >= source.large_bytes and _is_the_labs(source.admin):
            source.say(f"{source.database} has {size(bytes_)}: copying the server by a base backup …")
            with _own_server(source, connection) as own:
                yield from _on(own, source, source.database, _second(source))
            return
        source.say(f"copying {source.database} ({size(bytes_)}) twice; the app answers 503 meanwhile …")
        require_quiet(connection, source.database)
        require_disk(engine, connection, 2 * bytes_, "a trial")
        first = f"{source.database}_trial_a"
        try:
            drop_database(connection, first)
            copy_database(engine, source.database, first)
            yield from _on(engine, source, first, _second(source))
        finally:
            drop_database(connection, first)


def _second(source: Source) -> str:
    return f"{source.database}_trial_b"


def _on(engine: Engine, source: Source, first: str, second: str) -> Iterator[tuple[URL, URL]]:
    """Make the second copy beside the first, and drop it afterwards."""
    with engine.connect() as connection:
        drop_database(connection, second)
        copy_database(engine, first, second)
        own = source.own.set(host=engine.url.host, port=engine.url.port)
        try:
            yield own.set(database=first), own.set(database=second)
        finally:
            drop_database(connection, second)


def _is_the_labs(admin: URL) -> bool:
    """Whether the server is the running lab's, whose superuser may copy it whole."""
    found = lab_admin_url()
    return found is not None and (found.host, found.port) == (admin.host, admin.port)


@contextmanager
def _own_server(source: Source, connection: Connection) -> Iterator[Engine]:
    """A running copy of the whole server, by a superuser's engine; stopped afterwards."""
    needed = int(connection.execute(WHOLE).scalar_one()) + size_of(connection, source.database)
    require_room(source.home, needed, "a trial", "make room, or drop databases of old runs")
    binaries = postgres_binaries(source.settings.taskpilot_pg_bin, source.home, source.account)
    cluster = EmbeddedPostgres(source.home, free_ports(1)[0], binaries, source.account)
    with source.account.acting():
        for url in (source.admin, source.own):
            write_private(source.home / f"{url.username}.password", str(url.password))
    done = subprocess.run(
        [
            binaries.program("pg_basebackup"), "-D", str(cluster.data), "-X", "stream", "-c", "fast",
            "--no-sync", "-h", HOST, "-p", str(source.admin.port), "-U", str(source.admin.username),
        ],
        check=False, capture_output=True, text=True, cwd=source.home,
        env={**ENVIRONMENT, "PGPASSWORD": str(source.admin.password)}, **source.account.popen_options(),
    )  # fmt: skip
    if done.returncode:
        raise TrialRefused(f"the base backup failed: {done.stderr.strip().splitlines()[-1]}")
    process = cluster.start()
    try:
        url = source.admin.set(host=HOST, port=cluster.port, username=SUPERUSER)
        yield maintenance(url, APPLICATION_NAME)
    finally:
        stop_tree(process, signal.SIGINT, STOP_S)
