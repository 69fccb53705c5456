"""The sampler against a real database."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from lab.databases import admin_engine, provide_database
from lab.postgres import EmbeddedPostgres
from lab.sampler.cost import SHARE, Cost, rest_s
from lab.sampler.sampler import Sampler
from lab.sampler.session import Session
from lab.sampler.store import Store
from tests.lab.sampler.conftest import Sampled, read

TABLES = {
    "tables", "indexes", "statements", "connections", "database", "checkpoints", "wal", "costs", "texts",
}  # fmt: skip


@pytest.fixture
def app(database: Engine) -> Connection:
    """A session of the application."""
    connection = database.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.exec_driver_sql("set application_name = 'shop'")
    return connection


def test_every_probe_answers_on_every_postgresql(each_postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    name = f"sampled_{each_postgres.binaries.major}"
    provide_database(each_postgres, name)
    store, cost = Store(tmp_path / "samples.sqlite"), Cost()
    with (
        admin_engine(each_postgres, name).connect() as other,
        admin_engine(each_postgres, name).connect() as own,
    ):
        other.exec_driver_sql("create table t (id int primary key); set application_name = 'shop'")
        Session(own, store, 1.0, SHARE, cost).round()
        other.exec_driver_sql("drop table t")
    store.close()
    with closing(sqlite3.connect(tmp_path / "samples.sqlite")) as samples:
        tables = {name for (name,) in samples.execute("select name from sqlite_master where type = 'table'")}
    assert (cost.skipped, tables >= TABLES, "io" in tables) == (0, True, each_postgres.binaries.major > 15)


def test_growth_and_dead_rows_are_sampled(app: Connection, sampled: Sampled) -> None:
    app.exec_driver_sql("create table grown (id int primary key)")
    app.exec_driver_sql("insert into grown select generate_series(1, 5000)")
    app.exec_driver_sql("delete from grown where id > 1000")
    app.exec_driver_sql("select pg_stat_force_next_flush()")
    (row,) = sampled("select live, dead, heap_bytes from tables where name = 'grown' and dead > 0 limit 1")
    assert (row[0], row[1], row[2] > 100_000) == (1000, 4000, True)


def test_a_statement_is_sampled_with_its_text(app: Connection, sampled: Sampled) -> None:
    app.exec_driver_sql("select count(*) as sampled_here from issues")
    query = """
        select calls from statements join texts using (queryid) where words like '%sampled_here%'
    """
    assert sampled(query)[0] == (1,)


def test_the_labs_own_statements_and_sessions_are_left_out(app: Connection, sampled: Sampled) -> None:
    app.exec_driver_sql("select count(*) as sampled_here from issues")
    sampled("select 1 from texts where words like '%sampled_here%'")
    sampled("select 1 from connections where application = 'shop'")
    assert sampled("select count(*) from texts where words like '%taskpilot-lab%'") == [(0,)]
    assert sampled("select count(*) from connections where application like 'taskpilot-lab%'") == [(0,)]


def test_a_queue_is_sampled_down_to_its_head(app: Connection, sampled: Sampled, database: Engine) -> None:
    app.exec_driver_sql("begin; lock table issues")
    with database.connect() as waiter:
        waiter.exec_driver_sql("set application_name = 'waiter'; set statement_timeout = '1s'")
        with pytest.raises(OperationalError, match="statement timeout"):
            waiter.exec_driver_sql("select count(*) from issues")
    rows = sampled("select application, wants, depth, head_application from waiting")
    assert rows[0] == ("waiter", "issues", 1, "shop")


def test_a_table_locked_by_ddl_is_passed_over_and_not_waited_for(app: Connection, sampled: Sampled) -> None:
    app.exec_driver_sql("begin; lock table issues")
    sampled("select distinct at from tables where name = 'comments'", count=3)
    newest = "select count(*) from tables where name = 'issues' and at = (select max(at) from tables)"
    assert sampled(newest) == [(0,)]


def test_a_lost_connection_is_a_gap_and_made_again(postgres: EmbeddedPostgres, sampled: Sampled) -> None:
    (last,) = sampled("select max(at) from database where sessions > 0")[0]
    with admin_engine(postgres).connect() as admin:
        kill = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like %s"
        admin.exec_driver_sql(kill, ("taskpilot-lab sampler%",))
    assert sampled("select 1 from gaps where probe is null")
    assert sampled(f"select 1 from database where at > {last} + 1")


def test_locks_that_others_would_wait_for_are_sampled(app: Connection, sampled: Sampled) -> None:
    app.exec_driver_sql("begin; lock table issues in share mode")
    rows = sampled("select distinct application, name, mode, granted from locks where application = 'shop'")
    assert rows == [("shop", "issues", "ShareLock", 1)]


def test_a_probe_that_rests_is_asked_when_it_is_wanted(database_url: str, tmp_path: Path) -> None:
    sampler = Sampler(database_url, tmp_path / "samples.sqlite", every_s=3600.0)
    thread = sampler.start()
    for count in (1, 2, 3):
        assert sampler.refresh(10)
        assert read(sampler.path, "select count(distinct at) >= ? from wal".replace("?", str(count))) == [
            (1,)
        ]
    sampler.stop.set()
    thread.join(10)


def test_stopping_leaves_a_file_that_is_whole(database_url: str, tmp_path: Path) -> None:
    sampler = Sampler(database_url, tmp_path / "samples.sqlite")
    thread = sampler.start()
    while not read(sampler.path, "select 1 from costs where probe = 'bloat'"):
        time.sleep(0.05)
    sampler.stop.set()
    thread.join(10)
    assert read(sampler.path, "pragma integrity_check") == [("ok",)]


def test_a_second_sampling_adds_to_the_file(tmp_path: Path) -> None:
    for extra in ({"a": 1}, {"a": 2, "b": [3]}):
        store = Store(tmp_path / "samples.sqlite")
        store.add("things", 1.0, [extra])
        store.close()
    assert read(tmp_path / "samples.sqlite", "select * from things") == [(1.0, 1, None), (1.0, 2, "[3]")]


def test_probes_together_stay_within_their_share() -> None:
    spent_ms = [40.0, 3.0, 1.0, 0.4]
    rates = [spent / 1000 / rest_s(spent, len(spent_ms), SHARE) for spent in spent_ms]
    assert sum(rates) == pytest.approx(SHARE)


def test_what_sampling_costs_the_server_is_measured(sampler: Sampler, sampled: Sampled) -> None:
    rounds = 4
    while not sampler.cost.active_ms:
        rounds += 1
        sampled("select distinct at from costs where probe = 'statements'", count=rounds)
    assert 0 < sampler.cost.server_ms < sampler.cost.own_ms
