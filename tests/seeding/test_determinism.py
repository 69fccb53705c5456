"""The same spec gives the same rows, however many work on it and whatever stops them."""

import signal
import subprocess
from contextlib import AbstractContextManager
from dataclasses import replace

import psutil
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from seeding.checksum import checksums
from seeding.run import seed_database
from seeding.state import State, StateError, state
from tests.seeding.conftest import SMALL
from tests.seeding.stopping import DEADLINE_S, blocked, flask_seed, until


@pytest.fixture(scope="session")
def expected(seeded_once: Engine) -> dict[str, str]:
    """The checksums of an undisturbed seed by one process."""
    return sums(seeded_once)


def sums(engine: Engine) -> dict[str, str]:
    """The checksums of a database."""
    with engine.connect() as connection:
        return checksums(connection)


def seeding(url: str, jobs: int) -> AbstractContextManager[subprocess.Popen[str]]:
    """A seed of SMALL as a process."""
    options = ["--scale", str(SMALL.scale), "--seed", str(SMALL.seed), "--until", SMALL.until.isoformat()]
    return flask_seed(url, *options, "--jobs", str(jobs))


def finish(url: str) -> None:
    """Resume in this process, once the killed one's connections are gone."""
    engine = create_engine(url, poolclass=NullPool)
    until(engine, "select count(*) = 1 from pg_stat_activity where datname = current_database()")
    with engine.connect() as connection:
        assert state(connection) is State.UNFINISHED
    seed_database(url, SMALL, jobs=1, resume=True)


def test_four_processes_give_the_rows_of_one(
    database_url: str, database: Engine, expected: dict[str, str]
) -> None:
    seed_database(database_url, SMALL, jobs=4)
    assert sums(database) == expected


def test_another_seed_gives_other_rows(database_url: str, database: Engine, expected: dict[str, str]) -> None:
    seed_database(database_url, replace(SMALL, seed=8), jobs=1)
    assert all(sums(database)[name] != expected[name] for name in ("issues", "comments", "users"))


def test_seed_killed_in_mid_chunk_resumes_to_the_same_rows(
    database_url: str, database: Engine, expected: dict[str, str]
) -> None:
    with database.connect() as holder, seeding(database_url, jobs=2) as process:
        until(database, "select to_regclass('lab.seed_census') is not null")
        holder.execute(text("lock table issue_links in share mode"))
        blocked(database, "copy issue_links%")
        process.send_signal(signal.SIGKILL)
        process.wait()
    finish(database_url)
    assert sums(database) == expected


def test_seed_killed_between_dropping_and_rebuilding_indexes_resumes(
    database_url: str, database: Engine, expected: dict[str, str]
) -> None:
    with database.connect() as holder, seeding(database_url, jobs=1) as process:
        until(database, "select to_regclass('lab.seed_census') is not null")
        holder.execute(text("lock table activity_log in row exclusive mode"))
        blocked(database, "create%index%")
        process.send_signal(signal.SIGKILL)
        process.wait()
    finish(database_url)
    assert sums(database) == expected


def test_death_of_a_worker_ends_the_seed_with_a_way_out(
    database_url: str, database: Engine, expected: dict[str, str]
) -> None:
    with database.connect() as holder, seeding(database_url, jobs=2) as process:
        until(database, "select to_regclass('lab.seed_census') is not null")
        holder.execute(text("lock table issue_links in share mode"))
        blocked(database, "copy issue_links%")
        psutil.Process(process.pid).children()[0].kill()
        _, message = process.communicate(timeout=DEADLINE_S)
        assert process.returncode == 2
        assert "a worker process was killed" in message and "--resume" in message
    finish(database_url)
    assert sums(database) == expected


def test_lost_connection_ends_the_seed_with_a_way_out(
    database_url: str, database: Engine, expected: dict[str, str]
) -> None:
    with database.connect() as holder, seeding(database_url, jobs=2) as process:
        until(database, "select to_regclass('lab.seed_census') is not null")
        holder.execute(text("lock table issue_links in share mode"))
        blocked(database, "copy issue_links%")
        holder.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'copy%'")
        )
        _, message = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 2
    assert message.startswith("Error: stopped: ") and "--resume" in message and message.count("\n") == 1
    finish(database_url)
    assert sums(database) == expected


def test_resume_of_a_complete_seed_is_refused(seeded_url: str) -> None:
    with pytest.raises(StateError, match="complete"):
        seed_database(seeded_url, SMALL, resume=True)


def test_resume_without_a_seed_is_refused(database_url: str) -> None:
    with pytest.raises(StateError, match="no seed was begun"):
        seed_database(database_url, SMALL, resume=True)
