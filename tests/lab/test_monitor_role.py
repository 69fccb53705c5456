"""The monitoring role: what it sees, and what it must not."""

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.pool import NullPool

from lab.databases import admin_engine, provide_database
from lab.monitor_role import MonitorRefused, grant_monitor
from lab.postgres import APP_USER, SUPERUSER, EmbeddedPostgres

ROLE = "watcher"


@pytest.fixture
def admin(each_postgres: EmbeddedPostgres) -> Iterator[URL]:
    """A superuser's URL of a database with a table and the lab's schema; the role is gone afterwards."""
    provide_database(each_postgres, "watched")
    url = make_url(each_postgres.url(SUPERUSER, "watched"))
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(f"set role {APP_USER}")
        connection.exec_driver_sql("create schema lab")
        connection.exec_driver_sql("create table lab.answers as select 'flawed' as way")
        connection.exec_driver_sql("create table notes as select 1 as id")
    yield url
    with admin_engine(each_postgres).connect() as connection:
        connection.exec_driver_sql("drop database watched with (force)")
        connection.exec_driver_sql(f"drop role if exists {ROLE}")


def sees(url: str, query: str) -> Any:
    """What a role's query answers; "denied" where it may not."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]
    except psycopg2.errors.InsufficientPrivilege:
        return "denied"
    finally:
        connection.close()


def test_the_role_sees_statistics_and_neither_rows_nor_the_answers(admin: URL) -> None:
    made = grant_monitor(admin, ROLE, None, reads_tables=False)
    assert made.made
    assert sees(made.url, "select pg_has_role(current_user, 'pg_monitor', 'usage')") is True
    assert sees(made.url, "select count(*) >= 0 from pg_stat_statements") is True
    assert sees(made.url, "select count(*) from notes") == "denied"
    assert sees(made.url, "select count(*) from lab.answers") == "denied"


def test_with_tables_it_reads_those_of_public_also_later_ones(admin: URL) -> None:
    made = grant_monitor(admin, ROLE, None, reads_tables=True)
    with create_engine(admin, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(f"set role {APP_USER}")
        connection.exec_driver_sql("create table later as select 2 as id")
    assert (sees(made.url, "select id from notes"), sees(made.url, "select id from later")) == (1, 2)
    assert sees(made.url, "select count(*) from lab.answers") == "denied"


def test_a_second_call_sets_the_password_anew(admin: URL) -> None:
    first = grant_monitor(admin, ROLE, "it's 100% mine", reads_tables=False)
    assert sees(first.url, "select 1") == 1
    second = grant_monitor(admin, ROLE, None, reads_tables=False)
    assert (second.made, second.url != first.url, sees(second.url, "select 1")) == (False, True, 1)
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(first.url)


def test_a_role_that_could_read_the_answers_is_refused(admin: URL) -> None:
    with create_engine(admin, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(f"create role {ROLE} in role pg_read_all_data")
    with pytest.raises(MonitorRefused, match="schema lab"):
        grant_monitor(admin, ROLE, None, reads_tables=False)


def test_a_role_that_may_do_more_than_monitor_is_left_alone(admin: URL) -> None:
    with pytest.raises(MonitorRefused, match="may do more"):
        grant_monitor(admin, SUPERUSER, "changed", reads_tables=False)
    assert sees(admin.set(drivername="postgresql").render_as_string(hide_password=False), "select 1") == 1


def test_whoever_may_not_make_roles_is_told_what_a_superuser_would_run(
    admin: URL, each_postgres: EmbeddedPostgres
) -> None:
    plain = make_url(each_postgres.url(APP_USER, "watched"))
    with pytest.raises(MonitorRefused, match="as a superuser run: create role watcher"):
        grant_monitor(plain, ROLE, None, reads_tables=False)
