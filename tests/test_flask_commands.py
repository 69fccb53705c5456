"""Plain `flask …`, as a user types it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from lab.databases import provide_database
from lab.postgres import EmbeddedPostgres
from roadmap.apply import current_revision

ROOT = Path(__file__).resolve().parents[1]
UNREACHABLE = {"DATABASE_URL": "postgresql://x@127.0.0.1:9/x", "REDIS_URL": "redis://127.0.0.1:9/0"}
FLASK = Path(sys.executable).with_name("flask")


def flask(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the clone and return what it said."""
    return subprocess.run(
        [FLASK, *words],
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_flask_db_upgrade_makes_the_baseline(postgres: EmbeddedPostgres) -> None:
    provide_database(postgres, "by_flask_db")
    url = postgres.url(database="by_flask_db")
    assert flask("db", "upgrade", "baseline", DATABASE_URL=url).returncode == 0
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert current_revision(connection) == "baseline"


def test_help_lists_every_group_even_without_a_database() -> None:
    said = flask("--help").stdout
    listed = {line.split()[0] for line in said.splitlines() if line.strip()}
    assert {"jobs", "lab", "roadmap", "seed"} <= listed


def test_flask_db_names_an_unreachable_database() -> None:
    done = flask("db", "upgrade", DATABASE_URL=UNREACHABLE["DATABASE_URL"])
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith("Error: PostgreSQL does not answer")


@pytest.mark.parametrize(
    ("words", "environment", "named"),
    [
        (("seed", "--scale", "0.001"), {}, "flask lab up"),
        (("seed", "--scale", "0.001"), UNREACHABLE, "PostgreSQL does not answer"),
        (("seed", "grow", "--days", "1"), UNREACHABLE, "PostgreSQL does not answer"),
        (("roadmap", "apply", "--day", "0"), UNREACHABLE, "PostgreSQL does not answer"),
        (("roadmap", "apply", "--day", "0"), {"WEB_THREADS": "none"}, "WEB_THREADS"),
        (("jobs", "worker"), UNREACHABLE, "does not answer"),
        (("jobs", "schedule"), {}, "flask lab up"),
        (("lab", "up"), UNREACHABLE, "does not answer"),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_2(
    words: tuple[str, ...], environment: dict[str, str], named: str
) -> None:
    done = flask(*words, **environment)
    assert done.returncode == 2
    assert named in done.stderr
    assert done.stderr.strip().count("\n") == 0, done.stderr
