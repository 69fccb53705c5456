"""Sessions, locks, deadlocks, connections and slots."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from tests.lab.inspect.conftest import AGE, Reported, Run, named

LOCK = "begin; update t set v = 1 where id = 1"


@pytest.fixture
def table(run: Run) -> None:
    """Two rows to lock."""
    run("create table t (id int primary key, v int)", "insert into t values (1, 0), (2, 0)")


@contextmanager
def in_background(engine: Engine, *statements: str) -> Iterator[None]:
    """Statements in a session of the application "blocked"; cancelled at the end."""
    with engine.connect() as connection:
        connection.exec_driver_sql("set application_name = 'blocked'")
        pid = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
        thread = threading.Thread(target=attempt, args=(connection, *statements))
        thread.start()
        with engine.connect() as other:
            waiting = "select count(*) from pg_stat_activity where pid = %s and state = 'active'"
            while not other.exec_driver_sql(waiting, (pid,)).scalar_one():
                pass
            yield
            other.exec_driver_sql("select pg_cancel_backend(%s)", (pid,))
        thread.join()


def attempt(connection: Connection, *statements: str) -> None:
    """Run statements until one is ended by the server."""
    try:
        for statement in statements:
            connection.exec_driver_sql(statement)
    except OperationalError:
        connection.exec_driver_sql("rollback")
    connection.exec_driver_sql("select pg_stat_force_next_flush()")


@pytest.mark.usefixtures("table")
def test_deadlocks_are_reported(reported: Reported, bare: Engine) -> None:
    with bare.connect() as one, bare.connect() as two:
        one.exec_driver_sql("begin; update t set v = 1 where id = 1")
        two.exec_driver_sql("begin; update t set v = 1 where id = 2")
        crossed = [
            threading.Thread(target=attempt, args=(session, f"update t set v = 2 where id = {row}", "commit"))
            for session, row in ((one, 2), (two, 1))
        ]
        for thread in crossed:
            thread.start()
        for thread in crossed:
            thread.join()
    assert [found["kind"] for found in reported("G003")] == ["database"]


def test_no_deadlock_is_reported_where_there_was_none(reported: Reported) -> None:
    assert reported("G003") == []


@pytest.mark.usefixtures("table")
def test_a_session_left_in_its_transaction_is_reported(reported: Reported, session: Connection) -> None:
    session.exec_driver_sql(LOCK)
    assert reported("lab:idle_in_transaction", idle_s=0) == [{"kind": "session", "name": "shop"}]


@pytest.mark.usefixtures("table")
def test_an_idle_session_and_the_labs_own_are_not_reported(reported: Reported, bare: Engine) -> None:
    with bare.connect() as own:
        own.exec_driver_sql("set application_name = 'taskpilot-lab sampler'")
        own.exec_driver_sql(LOCK)
        assert reported("lab:idle_in_transaction", idle_s=0) == []


@pytest.mark.usefixtures("table")
def test_a_session_that_only_just_paused_is_not_reported(reported: Reported, session: Connection) -> None:
    session.exec_driver_sql(LOCK)
    assert reported("lab:idle_in_transaction") == []


@pytest.mark.usefixtures("table")
def test_the_session_at_the_head_of_a_queue_is_reported(
    reported: Reported, session: Connection, bare: Engine
) -> None:
    session.exec_driver_sql(LOCK)
    with in_background(bare, "alter table t add column w int"), in_background(bare, "select * from t"):
        while not (found := reported("lab:blocking_session", waited_s=0)):
            pass
    assert named(found) == ["shop"]


@pytest.mark.usefixtures("table")
def test_a_short_wait_is_not_reported(reported: Reported, session: Connection, bare: Engine) -> None:
    session.exec_driver_sql(LOCK)
    with in_background(bare, "update t set v = 2 where id = 1"):
        assert reported("lab:blocking_session") == []


def test_a_snapshot_that_holds_the_horizon_is_reported(run: Run, reported: Reported, bare: Engine) -> None:
    with bare.connect() as reader:
        reader.exec_driver_sql("set application_name = 'report'")
        reader.exec_driver_sql("begin isolation level repeatable read; select 1")
        run(AGE)
        assert named(reported("F009", open_s=0)) == ["report"]


def test_a_snapshot_of_a_moment_is_not_reported(run: Run, reported: Reported, bare: Engine) -> None:
    with bare.connect() as reader:
        reader.exec_driver_sql("begin isolation level repeatable read; select 1")
        run(AGE)
        assert reported("F009") == []


def test_a_session_that_runs_a_statement_for_long_is_reported(reported: Reported, bare: Engine) -> None:
    with in_background(bare, "select pg_sleep(60)"):
        found = reported("lab:long_running_query", running_s=0)
    assert found == [{"kind": "session", "name": "blocked"}]


def test_a_statement_that_has_just_begun_is_not_reported(reported: Reported, bare: Engine) -> None:
    with in_background(bare, "select pg_sleep(60)"):
        assert reported("lab:long_running_query") == []


def test_a_slot_that_nobody_reads_is_reported(reported: Reported, superuser: Connection) -> None:
    superuser.exec_driver_sql("select pg_create_physical_replication_slot('gone', true)")
    try:
        for _ in range(5):
            superuser.exec_driver_sql("select pg_switch_wal(), pg_logical_emit_message(true, 'x', 'y')")
        assert [found["kind"] for found in reported("lab:inactive_replication_slot")] == ["database"]
    finally:
        superuser.exec_driver_sql("select pg_drop_replication_slot('gone')")


def test_a_pool_that_leaves_connections_free_is_not_reported(reported: Reported) -> None:
    assert reported("lab:connections_exhausted") == []
