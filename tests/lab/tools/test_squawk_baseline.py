"""squawk over the roadmap's own SQL: the static baseline, scored."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.score.match import score
from lab.score.source import truth_from_file
from lab.score.tally import tally
from lab.tools import squawk
from lab.tools.report import Report
from roadmap.catalogue import last_day, revisions
from roadmap.commands.sql import command
from roadmap.plan import CONTROL, SCRIPTED
from roadmap.truth import expected

SQUAWK = Path(sys.executable).with_name("squawk")


def linted(folder: Path, *options: str) -> Report:
    """What squawk says of every change, one file each."""
    done = CliRunner().invoke(command, ["--day", str(last_day()), "--out", str(folder / "sql"), *options])
    assert done.exit_code == 0, done.output
    files = sorted((folder / "sql").glob("*.sql"))
    assert [file.stem for file in files] == sorted(revision.id for revision in revisions())
    said = subprocess.run([SQUAWK, "--reporter", "json", *files], capture_output=True, text=True)
    (folder / "squawk.json").write_text(said.stdout)
    return squawk.read(folder / "squawk.json")


def test_it_finds_blocking_ddl_and_is_held_to_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "truth.json").write_text(json.dumps(expected(last_day(), SCRIPTED)))
    rows = score(truth_from_file(tmp_path / "truth.json"), linted(tmp_path))
    found = {row.mistake for row in rows if row.verdict == "found"}
    assert "create_index_blocking_writers" in found
    covered = [row for row in rows if row.verdict in ("found", "missed")]
    assert all(row.finding for row in covered)
    assert tally(rows).not_covered > 0


@pytest.mark.parametrize("plan", [SCRIPTED, CONTROL], ids=["scripted", "control"])
def test_each_change_that_it_names_is_one_of_the_roadmaps(tmp_path: Path, plan: object) -> None:
    options = ["--control"] if plan is CONTROL else []
    named = {row.subject.name for row in linted(tmp_path, *options).rows}
    assert named <= {revision.id for revision in revisions()}
