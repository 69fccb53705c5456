"""What ends a run."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from lab.databases import admin_engine
from lab.experiment.play import is_lost
from lab.postgres import EmbeddedPostgres


def test_a_session_that_was_ended_means_that_the_server_was_lost(
    database: Engine, postgres: EmbeddedPostgres
) -> None:
    with database.connect() as connection, admin_engine(postgres).connect() as admin:
        pid = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
        admin.exec_driver_sql("select pg_terminate_backend(%s)", (pid,))
        with pytest.raises(OperationalError) as ended:
            connection.exec_driver_sql("select 1")
    assert is_lost(ended.value)


def test_a_statement_that_took_too_long_does_not(database: Engine) -> None:
    with database.connect() as connection, pytest.raises(OperationalError) as timed_out:
        connection.exec_driver_sql("set statement_timeout = 10; select pg_sleep(5)")
    assert not is_lost(timed_out.value)
