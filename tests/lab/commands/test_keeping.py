"""`flask lab checkpoint`, `pack`, `unpack`, `trial` and `grant-monitor` where no lab runs."""

import json
from pathlib import Path

import psycopg2
import pytest
from click import Command
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from lab.commands import checkpoint, grant_monitor, pack, trial, unpack
from lab.postgres import SUPERUSER, EmbeddedPostgres


@pytest.fixture
def lab_url(postgres: EmbeddedPostgres, database: Engine, monkeypatch: pytest.MonkeyPatch) -> str:
    """DATABASE_URL of a superuser, of a migrated database."""
    name = str(database.url.database)
    url = postgres.url(SUPERUSER, name)
    monkeypatch.setenv("DATABASE_URL", url)
    return url


def run(command: Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_checkpoint_is_saved_listed_restored_and_deleted(lab_url: str) -> None:
    assert "has no checkpoint" in run(checkpoint.command, "list").output
    assert run(checkpoint.command, "save", "start").exit_code == 0
    (found,) = json.loads(run(checkpoint.command, "list", "--json").stdout)["checkpoints"]
    assert (found["name"], found["day"], found["revision"]) == ("start", 0, "baseline")
    assert "is back at 'start': day 0" in run(checkpoint.command, "restore", "start").output
    assert "deleted 'start'" in run(checkpoint.command, "delete", "start").output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("restore", "nothing"), "there is no checkpoint 'nothing'"),
        (("save", "No Name"), "is no name"),
        (("delete", "nothing"), "there is none yet"),
    ],
)
@pytest.mark.usefixtures("lab_url")
def test_a_refusal_is_one_line(arguments: tuple[str, ...], words: str) -> None:
    done = run(checkpoint.command, *arguments)
    assert (done.exit_code, words in done.output, done.output.count("\n")) == (2, True, 1)


def test_the_monitoring_role_is_printed_with_its_url(lab_url: str) -> None:
    printed = json.loads(run(grant_monitor.command, "--role", "watching", "--json").stdout)
    assert printed["reads_tables"] is False
    with psycopg2.connect(printed["url"]) as connection:
        assert connection.info.user == "watching"
    connection.close()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("-- nothing\n", "has no statement"),
        ("alter system set work_mem = '1GB'", "whole server"),
        ("\\copy issues to 'x'", "for psql"),
        ("do $$ begin", "does not end"),
    ],
)
@pytest.mark.usefixtures("lab_url")
def test_advice_that_cannot_be_tried_is_refused_before_anything_is_copied(
    tmp_path: Path, words: str, reason: str
) -> None:
    (tmp_path / "advice.sql").write_text(words)
    done = run(trial.command, "--sql", str(tmp_path / "advice.sql"))
    assert (done.exit_code, reason in done.output, done.output.count("\n")) == (2, True, 1)


@pytest.mark.usefixtures("lab_url")
def test_a_pack_wants_the_labs_own_server() -> None:
    done = run(pack.command)
    assert (done.exit_code, "flask lab up" in done.output) == (2, True)


def test_what_is_no_pack_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"hello")
    done = run(unpack.command, str(tmp_path / "x.tar.gz"))
    assert (done.exit_code, "is no pack" in done.output, done.output.count("\n")) == (2, True, 1)


@pytest.mark.parametrize(
    "command",
    [checkpoint.command, grant_monitor.command, pack.command, trial.command, unpack.command],
    ids=["checkpoint", "grant-monitor", "pack", "trial", "unpack"],
)
def test_each_command_shows_how_it_is_used(command: Command) -> None:
    assert "Example" in run(command, "--help").output
