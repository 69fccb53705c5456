"""An empty database on each PostgreSQL, and what a check reports in it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from lab.databases import admin_engine, provide_database
from lab.inspect import checks
from lab.inspect.catalogue import catalogue
from lab.inspect.check import sql_beside
from lab.inspect.finding import Finding
from lab.inspect.run import inspect
from lab.postgres import EmbeddedPostgres
from tests.conftest import CopyDatabase

Run = Callable[..., None]
Findings = Callable[..., list[Finding]]
Reported = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def empty(postgres: EmbeddedPostgres) -> str:
    """An empty database with the lab's extensions, to copy from."""
    provide_database(postgres, "inspect_template")
    return "inspect_template"


@pytest.fixture
def bare(empty: str, copy_database: CopyDatabase) -> Engine:
    """An engine in autocommit on an empty database of the test's own."""
    return create_engine(copy_database(empty), poolclass=NullPool, isolation_level="AUTOCOMMIT")


@pytest.fixture
def superuser(postgres: EmbeddedPostgres, bare: Engine) -> Iterator[Connection]:
    """A superuser's session on that database."""
    with admin_engine(postgres, str(bare.url.database)).connect() as connection:
        yield connection


@pytest.fixture
def session(bare: Engine) -> Iterator[Connection]:
    """A session of an application on that database."""
    with bare.connect() as connection:
        connection.exec_driver_sql("set synchronous_commit = off; set application_name = 'shop'")
        yield connection


@pytest.fixture
def run(session: Connection) -> Run:
    """Runs statements and flushes the session's statistics."""

    def run_statements(*statements: str) -> None:
        for statement in statements:
            session.exec_driver_sql(statement.replace("%", "%%"))
        session.exec_driver_sql("select pg_stat_force_next_flush()")

    return run_statements


@pytest.fixture
def findings(bare: Engine) -> Findings:
    """The findings of a check, by its own gates or given ones; it must be able to look."""

    def found(key: str, **gates: float) -> list[Finding]:
        (entry,) = (entry for entry in catalogue() if entry.key == key)
        if gates:
            module = next(Path(str(checks.__file__)).parent.glob(f"*{key.removeprefix('lab:').lower()}*.py"))
            entry = replace(entry, find=sql_beside(str(module), **gates))
        inspection = inspect(bare, (entry,))
        assert inspection.not_checked == {}
        return inspection.findings

    return found


@pytest.fixture
def reported(findings: Findings) -> Reported:
    """The objects that a check reports."""
    return lambda key, **gates: [found.object for found in findings(key, **gates)]


def named(objects: list[dict[str, Any]]) -> list[str]:
    """The names of objects, sorted."""
    return sorted(found["name"] for found in objects)


AGE = """
    do $$ begin
      for i in 1..1200 loop perform pg_current_xact_id(); commit; end loop;
    end $$
"""
