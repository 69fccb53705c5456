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
    assert {"db", "jobs", "lab", "roadmap", "seed"} <= {
        line.split()[0] for line in said.splitlines() if line.strip()
    }


@pytest.mark.parametrize(
    "words",
    [
        ("seed", "--scale", "0.001"),
        ("roadmap", "apply", "--day", "0"),
        ("jobs", "worker"),
        ("jobs", "schedule"),
    ],
)
@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "flask lab up"),
        ({"DATABASE_URL": "postgresql://x@127.0.0.1:9/x", "REDIS_URL": "redis://127.0.0.1:9/0"}, "answer"),
        ({"WEB_THREADS": "none"}, "WEB_THREADS"),
    ],
    ids=["nothing set", "unreachable", "wrong setting"],
)
def test_a_refusal_is_one_line_and_exit_code_2(
    words: tuple[str, ...], environment: dict[str, str], named: str
) -> None:
    done = flask(*words, **environment)
    assert done.returncode == 2
    assert named in done.stderr
    assert done.stderr.strip().count("\n") == 0, done.stderr
