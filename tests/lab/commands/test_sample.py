"""`flask lab sample` as a user meets it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.commands.sample import command
from tests.conftest import free_port


def test_sampling_by_hand_leaves_a_file_and_says_what_it_cost(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    out = tmp_path / "samples.sqlite"
    done = CliRunner().invoke(command, ["--out", str(out), "--for", "1s"])
    assert (done.exit_code, "of the time" in done.stdout) == (0, True)
    with closing(sqlite3.connect(out)) as samples:
        assert samples.execute("select count(*) > 20 from tables").fetchone() == (1,)


def test_without_a_database_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = CliRunner().invoke(command, ["--out", str(tmp_path / "samples.sqlite")])
    assert (done.exit_code, "DATABASE_URL" in done.output) == (2, True)


def test_a_server_that_does_not_answer_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    done = CliRunner().invoke(command, ["--out", str(tmp_path / "samples.sqlite")])
    assert (done.exit_code, done.output.count("\n"), "does not answer" in done.output) == (2, 1, True)
