"""One database for all probes' tests; each test makes tables of its own in it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from roadmap.figures import transactions_of
from roadmap.mistake import Measured, ObjectRef, Outcome, Target, mistakes
from roadmap.prove import prove

Execute = Callable[..., None]
Change = Callable[..., tuple[Measured, ...]]
Find = Callable[..., Outcome]


@pytest.fixture(scope="session")
def scratch(template: str, copy_database: Callable[[str], str]) -> Engine:
    """A migrated database that the tests of this folder share."""
    return create_engine(copy_database(template), poolclass=NullPool)


@pytest.fixture
def execute(scratch: Engine) -> Execute:
    """Run statements on `scratch`, each in a transaction of its own."""

    def run(*statements: str) -> None:
        with scratch.connect() as connection:
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in statements:
                autocommit.exec_driver_sql(statement.replace("%", "%%"))
                autocommit.exec_driver_sql("select pg_stat_force_next_flush()")

    return run


@pytest.fixture
def filled(execute: Execute) -> Execute:
    """Make a table of 20 000 rows anew: id, project_id (50 rows each), user_id (97), title, created_at."""

    def make(table: str, *more: str) -> None:
        columns = (
            "i as id, i / 50 as project_id, i % 97 as user_id, 'word' || i as title,"
            " timestamptz '2026-01-01' + i * interval '1 minute' as created_at"
        )
        execute(
            f"drop table if exists {table}",
            f"create table {table} as select {columns} from generate_series(1, 20000) i",
            f"alter table {table} add primary key (id)",
            *more,
            f"analyze {table}",
        )

    return make


@pytest.fixture
def find(scratch: Engine) -> Find:
    """Run a mistake's probe on `scratch` and give its outcome."""

    def run(slug: str, ref: ObjectRef, **given: object) -> Outcome:
        return prove(scratch, mistakes()[slug], Target(ref, **given))  # type: ignore[arg-type]

    return run


@pytest.fixture
def change(scratch: Engine) -> Change:
    """Run statements as a change does, each in a transaction, and measure them as the runner does."""

    def run(*statements: str, **observed: float) -> tuple[Measured, ...]:
        with scratch.connect() as connection, transactions_of(connection) as watched:
            for statement in statements:
                connection.exec_driver_sql(statement)
                connection.commit()
        under_load = bool(observed)
        return tuple(Measured(under_load, **record, **observed) for record in watched.records)  # type: ignore

    return run


@pytest.fixture
def sessions(scratch: Engine) -> Iterator[Execute]:
    """Sessions of an application: each runs a script of statements in a thread, until the test is over."""
    threads: list[threading.Thread] = []
    over = threading.Event()

    def start(application: str, *scripts: Sequence[str], pause_s: float = 0.0) -> None:
        engine = create_engine(
            scratch.url, poolclass=NullPool, connect_args={"application_name": application}
        )

        def work(script: Sequence[str]) -> None:
            with engine.connect() as connection, suppress(DBAPIError):
                while not over.is_set():
                    for statement in script:
                        connection.exec_driver_sql(statement)
                        over.wait(pause_s)
                    connection.rollback()

        threads.extend(threading.Thread(target=work, args=(script,)) for script in scripts)
        for thread in threads:
            if not thread.ident:
                thread.start()

    yield start
    over.set()
    for thread in threads:
        thread.join()
