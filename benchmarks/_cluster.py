"""A PostgreSQL of a benchmark's own, in a folder that goes with it, and seeded databases in it."""

import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from lab.binaries import postgres_binaries
from lab.databases import provide_database
from lab.postgres import EmbeddedPostgres
from lab.unprivileged import purge_home, service_account, service_home
from roadmap.apply import apply_until
from seeding.run import seed_database
from seeding.spec import Spec


def free_port() -> int:
    """A port on the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_cluster() -> Iterator[EmbeddedPostgres]:
    """A running cluster, purged at the end."""
    folder = Path(tempfile.mkdtemp(prefix="taskpilot-bench-"))
    account = service_account()
    home = service_home(folder, account)
    cluster = EmbeddedPostgres(home, free_port(), postgres_binaries(None, home, account), account)
    cluster.create()
    process = cluster.start()
    try:
        yield cluster
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(60)
        purge_home(folder)
        shutil.rmtree(folder, ignore_errors=True)


def seeded(cluster: EmbeddedPostgres, scale: float) -> str:
    """The URL of a new database with the baseline and a seed."""
    name = f"bench_{str(scale).replace('.', '_')}"
    provide_database(cluster, name)
    url = cluster.url(database=name)
    apply_until(create_engine(url, poolclass=NullPool), 0)
    seed_database(url, Spec(scale=scale))
    return url
