"""Which PostgreSQL a run plays on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from lab.commands.up import command as up
from lab.databases import admin_engine
from lab.experiment.refused import RunRefused
from lab.experiment.server import Server, a_server
from lab.postgres import EmbeddedPostgres
from lab.processes import Identity
from lab.state import LabState
from webapp.settings import load_settings

NAME = "taskpilot_run_there"


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab's folder whose PostgreSQL another run holds."""
    monkeypatch.setenv("TASKPILOT_LAB_DIR", str(tmp_path))
    entry = {"state": "running", "url": "postgresql://me@localhost/x", "experiment": "taskpilot_run_other"}
    LabState(Identity.of(os.getpid()), "mark", True, {"postgres": entry}, {}).write()


@pytest.fixture
def own(postgres: EmbeddedPostgres) -> Iterator[Server]:
    """A server of the user's own, whose role may create databases and no extension of a superuser's."""
    with admin_engine(postgres).connect() as admin:
        admin.exec_driver_sql("create role careful login password 'careful' createdb")
        url = make_url(postgres.url()).set(username="careful", password="careful")
        yield Server("own", url.render_as_string(hide_password=False))
        admin.exec_driver_sql(f"drop database if exists {NAME} with (force)")
        admin.exec_driver_sql("drop role careful")


def test_a_server_of_ones_own_is_used_as_it_is(database_url: str) -> None:
    with a_server(load_settings(database_url=database_url), NAME) as server:
        assert (server.kind, server.url) == ("own", database_url)
        assert make_url(server.database_url(NAME)).database == NAME
        assert server.admin_url(NAME) is None


def test_two_runs_do_not_share_a_server_that_ends_with_one_of_them(held: None) -> None:
    with pytest.raises(RunRefused, match="flask lab up"), a_server(load_settings(), NAME):
        pass


def test_no_lab_is_started_on_the_cluster_that_a_run_holds(held: None) -> None:
    done = CliRunner().invoke(up, [])
    assert (done.exit_code, "taskpilot_run_other" in done.output) == (2, True)


def test_a_database_is_made_with_its_extensions_and_dropped(postgres: EmbeddedPostgres) -> None:
    server = Server("lab", postgres.url(), postgres)
    server.create(NAME)
    query = text("select count(*) from pg_extension where extname in ('pg_stat_statements', 'pgstattuple')")
    with create_engine(server.database_url(NAME), poolclass=NullPool).connect() as connection:
        assert connection.execute(query).scalar_one() == 2
    assert server.has(NAME)
    server.drop(NAME)
    assert not server.has(NAME)


def test_a_role_that_may_not_is_told_what_a_superuser_must_run(own: Server) -> None:
    with pytest.raises(RunRefused) as refused:
        own.create(NAME)
    assert f'create database "{NAME}" owner careful' in refused.value.message
    assert "create extension pg_stat_statements; create extension pgstattuple" in refused.value.message
