"""The inspection as a whole: clean where the database is clean, and ignorant of the roadmap."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from lab.databases import admin_engine, provide_database
from lab.inspect.catalogue import catalogue
from lab.inspect.check import sql_beside
from lab.inspect.checks import idle_in_transaction
from lab.inspect.run import inspect
from lab.postgres import EmbeddedPostgres
from tests.lab.inspect.conftest import AGE, Run, named

WITHOUT_ROADMAP = """
import json, sys
sys.modules["roadmap"] = None
from sqlalchemy import create_engine
from lab.inspect.run import inspect
from lab.postgres import EmbeddedPostgres
print(json.dumps(inspect(create_engine(sys.argv[1])).as_json()))
"""
TROUBLE = (
    "create table parent (id bigint primary key)",
    "create table child (parent_id bigint references parent on delete cascade)",
    "create schema lab",
    "create table lab.roadmap_log (change text)",
    "create index one on lab.roadmap_log (change)",
    "create index two on lab.roadmap_log (change)",
)


EVERYTHING = (
    "set synchronous_commit = off",
    "create table doubled (a int, b int) with (autovacuum_enabled = off)",
    "insert into doubled select i, i from generate_series(1, 60000) i",
    "create index d_one on doubled (a)",
    "create index d_two on doubled (a, b)",
    "delete from doubled where a % 5 > 0",
    "vacuum analyze doubled",
    "delete from doubled where a % 10 = 0",
    "create table small (id smallserial primary key, up int references small on delete cascade)",
    "select setval('small_id_seq', 32000)",
    "alter table small add constraint never check (id > 0) not valid",
    "create unlogged table cache (id int primary key, at timestamptz)",
    "create table events (at timestamptz primary key) partition by range (at)",
    "create materialized view totals as select count(*) from small with no data",
    "create table wide as select i as id, repeat('x', 100) as body from generate_series(1, 20000) i",
    "create index touched on cache (at)",
    "insert into cache select i, now() from generate_series(1, 1000) i",
    "update cache set at = now()",
    "vacuum analyze wide",
    *["select * from wide where id = 5"] * 3,
    AGE,
    AGE,
)
EXPECTED = {
    "F001", "F003", "F004", "F005", "H002", "H004", "K003", "lab:foreign_key_without_index",
    "lab:idle_in_transaction", "lab:constraint_never_validated", "lab:low_hot_ratio", "lab:missing_partition",
    "lab:integer_key_near_its_end", "lab:stale_materialized_view", "lab:no_primary_key",
    "lab:unlogged_table",
}  # fmt: skip


@pytest.fixture
def fresh(each_postgres: EmbeddedPostgres) -> Iterator[Engine]:
    """An engine in autocommit on an empty database of each PostgreSQL."""
    name = f"inspect_{secrets.token_hex(6)}"
    provide_database(each_postgres, name)
    yield create_engine(each_postgres.url(database=name), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin_engine(each_postgres).connect() as connection:
        connection.execute(text(f'drop database "{name}" with (force)'))


@pytest.fixture
def monitor(bare: Engine, superuser: Connection) -> Iterator[Engine]:
    """An engine of a role that may monitor and nothing else."""
    superuser.exec_driver_sql("create role monitor login password 'monitor' in role pg_monitor")
    url = bare.url.set(username="monitor", password="monitor")
    yield create_engine(url, poolclass=NullPool)
    superuser.exec_driver_sql("drop role monitor")


def test_the_empty_baseline_has_no_findings(database: Engine) -> None:
    found = inspect(database)
    assert [finding.as_json() for finding in found.findings] == []
    assert found.not_checked == {}


def test_an_empty_database_has_no_findings_on_any_postgresql(fresh: Engine) -> None:
    found = inspect(fresh)
    assert (found.findings, found.not_checked) == ([], {})


def test_the_same_trouble_is_found_on_every_postgresql(fresh: Engine) -> None:
    with fresh.connect() as connection:
        for statement in EVERYTHING:
            connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.exec_driver_sql("select pg_stat_force_next_flush()")
        connection.exec_driver_sql("begin; update doubled set b = 0 where a = 1")
        (idle,) = (entry for entry in catalogue() if entry.key == "lab:idle_in_transaction")
        entry = replace(idle, find=sql_beside(idle_in_transaction.__file__, idle_s=0))
        found = inspect(fresh, (*(other for other in catalogue() if other is not idle), entry))
    assert found.not_checked == {}
    assert {finding.check for finding in found.findings} == EXPECTED


def test_a_role_that_may_only_monitor_is_told_what_it_cannot_see(run: Run, monitor: Engine) -> None:
    run(*TROUBLE, "create table numbered (id serial primary key)")
    found = inspect(monitor)
    assert {finding.check for finding in found.findings} == {
        "lab:foreign_key_without_index",
        "lab:no_primary_key",
    }
    assert list(found.not_checked) == ["lab:integer_key_near_its_end"]


def test_the_schema_lab_is_neither_read_nor_reported(run: Run, bare: Engine) -> None:
    run(*TROUBLE)
    assert {finding.object["schema"] for finding in inspect(bare).findings} == {"public"}


def test_it_runs_where_the_roadmap_cannot_be_imported(run: Run, monitor: Engine) -> None:
    run(*TROUBLE)
    url = monitor.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", WITHOUT_ROADMAP, url], capture_output=True, text=True)
    assert done.stderr == ""
    assert named([found["object"] for found in json.loads(done.stdout)["findings"]]) == [
        "child",
        "child_parent_id_fkey",
    ]


def test_without_pg_stat_statements_the_checks_on_statements_say_so(
    bare: Engine, superuser: Connection
) -> None:
    superuser.exec_driver_sql("drop extension pg_stat_statements")
    assert set(inspect(bare).not_checked) >= {"K003", "lab:stale_materialized_view"}


def test_each_check_says_when_it_reports_and_what_to_do() -> None:
    wordless = [entry.key for entry in catalogue() if not (entry.title and entry.check.gates)]
    assert wordless == []
    assert len({entry.key for entry in catalogue()}) == len(catalogue())
