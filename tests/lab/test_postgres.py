"""The embedded PostgreSQL's lifecycle."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from lab.binaries import MissingBinaries, postgres_binaries
from lab.postgres import EmbeddedPostgres
from lab.service import ServiceFailed
from lab.unprivileged import Account, purge_home, service_account, service_home
from tests.conftest import free_port


@pytest.fixture(scope="module")
def account() -> Account:
    return service_account()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, account: Account) -> Iterator[Path]:
    lab = tmp_path_factory.mktemp("cluster")
    yield service_home(lab, account)
    purge_home(lab)


@pytest.fixture(scope="module")
def cluster(home: Path, account: Account) -> EmbeddedPostgres:
    """A cluster that is made and not started."""
    made = EmbeddedPostgres(home, free_port(), postgres_binaries(None, home, account), account)
    assert made.create()
    return made


def run(cluster: EmbeddedPostgres, *statements: str) -> list[tuple[object, ...]]:
    """The rows of the last statement, as the superuser, in autocommit."""
    connection = psycopg2.connect(cluster.url("postgres", "postgres").replace("+psycopg2", ""))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def stop(process: object, how: signal.Signals = signal.SIGINT) -> None:
    process.send_signal(how)
    process.wait(30)


def test_data_survive_a_stop(cluster: EmbeddedPostgres) -> None:
    process = cluster.start()
    run(cluster, "create table kept as select 7 as n")
    stop(process)
    process = cluster.start()
    assert run(cluster, "select n from kept") == [(7,)]
    stop(process)


def test_data_survive_a_kill(cluster: EmbeddedPostgres) -> None:
    process = cluster.start()
    run(cluster, "create table committed as select 8 as n")
    stop(process, signal.SIGKILL)
    assert (cluster.data / "postmaster.pid").exists()
    process = cluster.start()
    assert run(cluster, "select n from committed") == [(8,)]
    stop(process)


def test_it_is_ready_when_start_returns(cluster: EmbeddedPostgres) -> None:
    process = cluster.start()
    assert run(cluster, "select pg_is_in_recovery()") == [(False,)]
    stop(process)


def test_a_readiness_file_of_an_older_server_is_not_believed(cluster: EmbeddedPostgres) -> None:
    lines = [str(os.getpid()), str(cluster.data), "1000000000", str(cluster.port), "", "", "", "ready   "]
    with cluster.account.acting():
        (cluster.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert not cluster.service().ready(os.getpid())


def test_a_second_server_on_the_same_data_is_refused(cluster: EmbeddedPostgres) -> None:
    process = cluster.start()
    other = EmbeddedPostgres(
        cluster.home, cluster.port, cluster.binaries, cluster.account, max_connections=20
    )
    with pytest.raises(ServiceFailed, match=r"(?s)postgres ended with code 1:.*postmaster\.pid"):
        other.start()
    stop(process)


def test_it_is_tuned_and_watched(cluster: EmbeddedPostgres) -> None:
    process = cluster.start()
    names = ("listen_addresses", "shared_preload_libraries", "track_io_timing", "autovacuum")
    shown = [run(cluster, f"show {name}")[0][0] for name in names]
    stop(process)
    assert shown == ["127.0.0.1", "pg_stat_statements", "on", "on"]


def test_nobody_gets_in_without_a_password(cluster: EmbeddedPostgres) -> None:
    process = cluster.start()
    with pytest.raises(psycopg2.OperationalError, match="no password supplied"):
        psycopg2.connect(host="127.0.0.1", port=cluster.port, user="postgres", dbname="postgres")
    stop(process)


def test_it_does_not_run_as_root(cluster: EmbeddedPostgres) -> None:
    process = cluster.start()
    assert psutil.Process(process.pid).uids().effective != 0
    stop(process)


def test_a_making_that_was_interrupted_starts_afresh(home: Path, cluster: EmbeddedPostgres) -> None:
    elsewhere = home / "again"
    with cluster.account.acting():
        (elsewhere / f"{cluster.data.name}.new").mkdir(parents=True)
        (elsewhere / f"{cluster.data.name}.new" / "PG_VERSION").write_text("18\n")
    again = EmbeddedPostgres(elsewhere, free_port(), cluster.binaries, cluster.account)
    assert again.create()
    stop(again.start())


def test_a_cluster_that_is_there_is_not_made_again(cluster: EmbeddedPostgres) -> None:
    assert not cluster.create()


def test_programs_that_are_not_postgresqls_are_refused(home: Path, account: Account) -> None:
    with pytest.raises(MissingBinaries, match="TASKPILOT_PG_BIN=/bin has no initdb that runs here"):
        postgres_binaries("/bin", home, account)
