"""Reads from a real replica: what may be late goes there, and to the primary when it is gone or behind."""

import os
import secrets
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from lab.databases import admin_engine, provide_database
from lab.postgres import APP_USER, EmbeddedPostgres
from lab.replica import EmbeddedReplica
from lab.unprivileged import service_account, service_home
from roadmap.apply import apply_until
from tests.conftest import free_port, running_cluster
from tests.lab.conftest import wait_for
from tests.webapp.conftest import WORLD, Client, settings_of_the_tests, token_of
from tests.webapp.world import insert_world
from webapp import replica as module
from webapp.app import create_app
from webapp.database import db

LATE = ("/search?q=login", "/activity", "/analytics/organization", "/analytics/workload")
NEVER_LATE = ("/projects", "/issues/1", "/notifications")
SEEN = "select count(*) from pg_stat_activity where application_name = 'taskpilot-web' and datname = :name"

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def primary(_own_lab: Path) -> Iterator[EmbeddedPostgres]:
    """A small cluster with nothing in it but the world: the other tests' has hundreds of databases."""
    account = service_account()
    home = service_home(_own_lab, account) / "replicated"
    with account.acting():
        home.mkdir(mode=0o700)
    for cluster in running_cluster(home, os.environ.get("TASKPILOT_PG_BIN")):
        provide_database(cluster, WORLD)
        engine = create_engine(cluster.url(database=WORLD), poolclass=NullPool)
        apply_until(engine, 0)
        with engine.begin() as connection:
            insert_world(connection)
        yield cluster


@pytest.fixture
def world_url(primary: EmbeddedPostgres) -> str:
    """The URL of this test's own copy of the world, on that cluster."""
    name = f"test_{secrets.token_hex(6)}"
    with admin_engine(primary).connect() as connection:
        connection.execute(text(f'create database "{name}" template "{WORLD}" owner {APP_USER}'))
    return primary.url(database=name)


@pytest.fixture(scope="module")
def standby(primary: EmbeddedPostgres) -> EmbeddedReplica:
    """A base backup of it."""
    made = EmbeddedReplica.of(primary, free_port())
    made.create()
    return made


@pytest.fixture
def start(standby: EmbeddedReplica) -> Iterator[Start]:
    """Start the replica; it is stopped after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def run() -> subprocess.Popen[bytes]:
        started.append(standby.start())
        return started[-1]

    yield run
    for process in started:
        stop(process, signal.SIGINT)


@pytest.fixture
def app(
    request: pytest.FixtureRequest, standby: EmbeddedReplica, world_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[APIFlask]:
    """An app on a copy of the world, with the replica, looking at it at each read."""
    monkeypatch.setattr(module, "CHECK_EVERY_S", 0.0)
    settings = settings_of_the_tests(world_url).model_copy(
        update={
            "database_replica_url": standby.url(database=database_of(world_url)),
            "database_replica_max_lag_s": getattr(request, "param", 0.2),
        }
    )
    made = create_app(settings)
    yield made
    made.extensions["replica"].engine.dispose()
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def owner(app: APIFlask) -> Client:
    """The first organization's owner."""
    return Client(app.test_client(), token_of(app, 1))


def database_of(url: str) -> str:
    return str(make_url(url).database)


def stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
        process.wait(30)


def ask(server: EmbeddedPostgres, query: str, name: str = "postgres") -> Any:
    with admin_engine(server, name).connect() as connection:
        return connection.execute(text(query), {"name": name}).scalar()


def sessions(standby: EmbeddedReplica, url: str) -> int:
    """The app's sessions on the replica; -1 while its database has not arrived there."""
    try:
        return int(ask(standby, SEEN, database_of(url)))
    except OperationalError:
        return -1


def test_reads_that_may_be_late_go_to_the_replica(
    start: Start, standby: EmbeddedReplica, owner: Client, world_url: str
) -> None:
    start()
    wait_for(lambda: sessions(standby, world_url) >= 0)
    for path in NEVER_LATE:
        owner.get(path)
    assert sessions(standby, world_url) == 0
    for path in LATE:
        owner.get(path)
    assert sessions(standby, world_url) > 0


def test_without_the_replica_the_primary_answers(owner: Client) -> None:
    for path in LATE:
        owner.get(path)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGQUIT])
def test_no_read_fails_while_the_replica_dies_and_comes_back(
    start: Start, standby: EmbeddedReplica, owner: Client, world_url: str, how: signal.Signals
) -> None:
    process = start()
    wait_for(lambda: owner.get("/activity") and sessions(standby, world_url) > 0)
    stop(process, how)
    for path in LATE:
        owner.get(path)
    start()
    wait_for(lambda: owner.get("/activity") and sessions(standby, world_url) > 0)


def test_a_replica_that_falls_behind_is_not_read_from(
    start: Start, standby: EmbeddedReplica, owner: Client, world_url: str
) -> None:
    start()
    wait_for(lambda: owner.get("/activity") and sessions(standby, world_url) > 0)
    ask(standby, "select pg_wal_replay_pause()")
    owner.post("/issues", {"project_id": 1, "title": "written while nothing is replayed"})
    wait_for(lambda: "issue.created" in owner.get("/activity")["data"][0]["action"])
    ask(standby, "select pg_wal_replay_resume()")


@pytest.mark.parametrize("app", [3600.0], indirect=True)
def test_what_the_replica_does_not_know_yet_is_asked_of_the_primary(
    start: Start, standby: EmbeddedReplica, owner: Client, world_url: str
) -> None:
    start()
    wait_for(lambda: owner.get("/activity") and sessions(standby, world_url) > 0)
    ask(standby, "select pg_wal_replay_pause()")
    project = owner.post("/projects", {"name": "Brand new", "key": "NEW"})
    assert owner.get(f"/analytics/projects/{project['id']}/velocity")["project_id"] == project["id"]
    owner.get("/analytics/projects/999999/velocity", 404)
    ask(standby, "select pg_wal_replay_resume()")


def test_a_replica_of_another_database_is_left_alone(standby: EmbeddedReplica, world_url: str) -> None:
    settings = settings_of_the_tests(world_url).model_copy(update={"database_replica_url": standby.url()})
    assert module.replica_of(settings, {}) is None
