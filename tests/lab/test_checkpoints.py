"""Checkpoints on a real server: what comes back, what is refused, what is left behind."""

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pytest
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from lab.checkpoints import BadCheckpoint, Checkpoints
from lab.copying import CopyRefused, exists
from lab.databases import admin_engine, provide_database
from lab.disk import DiskFull
from lab.postgres import APP_USER, SUPERUSER, EmbeddedPostgres
from webapp.refusal import Refusal


@pytest.fixture
def checkpoints(each_postgres: EmbeddedPostgres, request: pytest.FixtureRequest) -> Iterator[Checkpoints]:
    """The checkpoints of an almost empty database, by the superuser."""
    name = f"held_{abs(hash(request.node.name)) % 10**8}"
    provide_database(each_postgres, name)
    made = Checkpoints(make_url(each_postgres.url(SUPERUSER, name)))
    run(made, "create table notes (body text)", "insert into notes values ('first')")
    yield made
    with admin_engine(each_postgres).connect() as connection:
        for (database,) in connection.exec_driver_sql(
            f"select datname from pg_database where datname like '{name}%%'"
        ).all():
            connection.exec_driver_sql(f'drop database "{database}" with (force)')


def connected(checkpoints: Checkpoints, user: str | None = None) -> Connection:
    """A session of the database, in autocommit."""
    url = checkpoints.url if user is None else checkpoints.url.set(username=user)
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()


def run(checkpoints: Checkpoints, *statements: str) -> None:
    with connected(checkpoints) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def ask(checkpoints: Checkpoints, query: str) -> Any:
    with connected(checkpoints) as connection:
        return connection.exec_driver_sql(query).scalar()


def test_a_restore_brings_the_rows_back_and_can_be_repeated(checkpoints: Checkpoints) -> None:
    checkpoints.save("first")
    for _ in range(2):
        run(checkpoints, "delete from notes", "create table later ()")
        checkpoints.restore("first")
        assert ask(checkpoints, "select string_agg(body, ',') from notes") == "first"
        assert ask(checkpoints, "select to_regclass('later')") is None


def test_what_came_after_the_checkpoint_is_gone_and_what_it_replaced_too(checkpoints: Checkpoints) -> None:
    checkpoints.save("first")
    checkpoints.restore("first")
    with checkpoints.engine.connect() as connection:
        left = [checkpoints.database + end for end in ("_restoring", "_replaced")]
        assert [name for name in left if exists(connection, name)] == []


def test_settings_limits_and_privileges_of_the_database_come_along(checkpoints: Checkpoints) -> None:
    name = checkpoints.database
    run(
        checkpoints,
        f"alter database {name} set enable_seqscan = off",
        f'alter database {name} set search_path = "$user", public, pg_temp',
        f"alter role {APP_USER} in database {name} set work_mem = '7MB'",
        f"alter database {name} connection limit 77",
        f"revoke all on database {name} from public",
        f"grant connect on database {name} to {APP_USER}",
    )
    before = described(checkpoints)
    checkpoints.save("tuned")
    run(checkpoints, f"alter database {name} reset all", f"grant all on database {name} to public")
    checkpoints.restore("tuned")
    assert described(checkpoints) == before
    assert ask(checkpoints, "show search_path") == '"$user", public, pg_temp'


def described(checkpoints: Checkpoints) -> list[Any]:
    """A database's settings, limit, owner and privileges."""
    with connected(checkpoints) as connection:
        settings = connection.exec_driver_sql(
            "select setrole::regrole::text, setconfig from pg_db_role_setting s join pg_database d "
            "on d.oid = setdatabase where datname = current_database() order by 1"
        ).all()
        about = connection.exec_driver_sql(
            "select datconnlimit, datdba::regrole::text, "
            "(select array_agg(a::text order by a::text) from unnest(datacl) a) "
            "from pg_database where datname = current_database()"
        ).all()
    return [*settings, *about]


def test_sessions_are_ended_and_whoever_connects_meanwhile_waits(checkpoints: Checkpoints) -> None:
    failed: list[str] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            try:
                ask(checkpoints, "select pg_sleep(0.02), count(*) from notes")
            except OperationalError as error:
                failed.append(type(error.orig).__name__)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    try:
        checkpoints.save("busy")
        checkpoints.restore("busy")
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert set(failed) <= {"OperationalError", "AdminShutdown"}
    assert ask(checkpoints, "select count(*) from notes") == 1


def test_the_list_tells_names_sizes_and_moments(checkpoints: Checkpoints) -> None:
    assert checkpoints.all() == []
    checkpoints.save("a")
    checkpoints.save("b-2")
    found = checkpoints.all()
    assert [one.name for one in found] == ["a", "b-2"]
    assert all(one.bytes > 1_000_000 and one.day is None and one.taken_at.endswith("+00:00") for one in found)


def test_nobody_connects_to_a_checkpoint(checkpoints: Checkpoints) -> None:
    saved = checkpoints.save("sealed")
    url = checkpoints.url.set(drivername="postgresql", database=saved.database)
    with pytest.raises(psycopg2.OperationalError, match="not currently accepting connections"):
        psycopg2.connect(url.render_as_string(hide_password=False))


def test_a_taken_name_is_refused_unless_it_is_to_be_replaced(checkpoints: Checkpoints) -> None:
    checkpoints.save("one")
    run(checkpoints, "insert into notes values ('second')")
    with pytest.raises(BadCheckpoint, match="--replace"):
        checkpoints.save("one")
    checkpoints.save("one", replace=True)
    run(checkpoints, "delete from notes")
    checkpoints.restore("one")
    assert ask(checkpoints, "select count(*) from notes") == 2


def test_a_deleted_checkpoint_is_gone(checkpoints: Checkpoints) -> None:
    checkpoints.save("one")
    checkpoints.delete("one")
    assert checkpoints.all() == []
    with pytest.raises(BadCheckpoint, match="there is none yet"):
        checkpoints.restore("one")


@pytest.mark.parametrize("name", ["", "Day", "a b", "../x", "ä", '"; drop', "x" * 60])
def test_a_name_that_cannot_be_one_is_refused(checkpoints: Checkpoints, name: str) -> None:
    with pytest.raises(BadCheckpoint):
        checkpoints.save(name)


def test_a_command_at_work_is_not_disturbed(checkpoints: Checkpoints) -> None:
    with connected(checkpoints) as connection:
        connection.exec_driver_sql("set application_name = 'taskpilot-lab roadmap'")
        with pytest.raises(CopyRefused, match="at work"):
            checkpoints.save("one")


def test_a_full_disk_is_seen_before_anything_is_written(
    checkpoints: Checkpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10 * 2**20))
    with pytest.raises(DiskFull, match="10 MiB left"):
        checkpoints.save("one")
    assert checkpoints.all() == []


def test_a_role_that_may_not_is_told_what_it_needs(checkpoints: Checkpoints, each_postgres: Any) -> None:
    plain = Checkpoints(make_url(each_postgres.url(APP_USER, checkpoints.database)))
    with pytest.raises(CopyRefused, match="createdb"):
        plain.save("one")


def test_what_a_killed_command_left_is_swept(checkpoints: Checkpoints) -> None:
    checkpoints.save("one")
    with checkpoints.engine.connect() as connection:
        for end in ("_restoring", "_replaced"):
            connection.exec_driver_sql(f'create database "{checkpoints.database}{end}"')
    checkpoints.restore("one")
    assert ask(checkpoints, "select count(*) from notes") == 1


def test_a_database_that_is_not_there_is_named(checkpoints: Checkpoints) -> None:
    missing = Checkpoints(checkpoints.url.set(database="nowhere"))
    refused: list[Callable[[], Any]] = [missing.all, lambda: missing.save("x")]
    for call in refused:
        with pytest.raises(Refusal, match="nowhere"):
            call()
