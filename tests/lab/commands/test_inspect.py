"""`flask lab inspect` as a user meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from lab.commands.inspect import command


@pytest.fixture
def inspected(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The database that the command is pointed at."""
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    return database


def lab_inspect(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(command, arguments)


def test_json_has_each_finding_in_the_shape_of_the_ground_truth(inspected: Engine) -> None:
    with inspected.begin() as connection:
        connection.exec_driver_sql("create table loose (id int)")
    printed = json.loads(lab_inspect("--json").stdout)
    assert printed["findings"] == [
        {
            "check": "lab:no_primary_key",
            "object": {"kind": "table", "schema": "public", "name": "loose"},
            "detail": "0 rows",
        }
    ]


def test_what_has_not_run_since_an_earlier_look_is_left_out(inspected: Engine, tmp_path: Path) -> None:
    with inspected.begin() as connection:
        connection.exec_driver_sql("create table heap as select i from generate_series(1, 30000) i")
        connection.exec_driver_sql("analyze heap")
        for _ in range(3):
            connection.exec_driver_sql("select i from heap where i = 5").all()
    earlier = tmp_path / "earlier.json"
    earlier.write_text(lab_inspect("--json").stdout)
    assert "K003" in earlier.read_text()
    assert "K003" not in lab_inspect("--json", "--since", str(earlier)).stdout


@pytest.mark.usefixtures("inspected")
@pytest.mark.parametrize("words", ["{", "[]", "{}", '{"calls": {"one": 1}}', '{"calls": 3}'])
def test_a_file_that_is_no_earlier_look_is_refused_in_one_line(tmp_path: Path, words: str) -> None:
    (tmp_path / "earlier.json").write_text(words)
    done = lab_inspect("--since", str(tmp_path / "earlier.json"))
    assert (done.exit_code, "holds no calls" in done.output) == (2, True)
    assert done.output.count("\n") == 1


@pytest.mark.usefixtures("inspected")
def test_a_clean_database_is_said_to_be_clean() -> None:
    assert lab_inspect().stdout == "no findings\n"


@pytest.mark.usefixtures("inspected")
def test_a_run_is_inspected_in_the_database_that_it_left(tmp_path: Path) -> None:
    """The database of that name does not exist, so the refusal names it."""
    run = tmp_path / "first"
    run.mkdir()
    done = lab_inspect("--run", str(run))
    assert (done.exit_code, "taskpilot_run_first" in done.output) == (2, True)
    assert done.output.count("\n") == 1


def test_without_a_database_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = lab_inspect()
    assert (done.exit_code, "flask lab up" in done.output) == (2, True)


def test_the_checks_can_be_listed() -> None:
    assert "H002" in lab_inspect("--checks").stdout
