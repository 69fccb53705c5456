"""`flask lab score` as a user meets it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from lab.commands.score import command
from tests.lab.score.truths import finding

TRUTH = {"schema": "taskpilot.expected/1", "day": 3, "variant": "scripted", "seed": 42, "decoys": []}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a ground truth of two findings and a report that names one of them."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    truth = {**TRUTH, "findings": [finding(), finding("ix_b")]}
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    (tmp_path / "report.json").write_text(json.dumps([{"check": "H004", "object": "ix_a"}]))
    return tmp_path


def lab_score(files: Path, *arguments: str) -> Result:
    """Run the command on the folder's files."""
    given = [
        "--tool",
        "generic",
        "--report",
        str(files / "report.json"),
        "--truth",
        str(files / "truth.json"),
    ]
    return CliRunner().invoke(command, [*given, *arguments])


def test_the_score_is_printed_for_people(files: Path) -> None:
    done = lab_score(files)
    assert (done.exit_code, "redundant_index" in done.stdout, "everything" in done.stdout) == (0, True, True)


def test_the_score_is_printed_for_machines(files: Path) -> None:
    total = json.loads(lab_score(files, "--json").stdout)["total"]
    assert (total["found"], total["missed"], total["recall"], total["precision"]) == (1, 1, 0.5, 1.0)


@pytest.mark.parametrize(("floor", "code"), [("0.5", 0), ("0.6", 1)])
def test_a_floor_under_recall_decides_the_exit_code(files: Path, floor: str, code: int) -> None:
    assert lab_score(files, "--floor-recall", floor).exit_code == code


def test_two_reports_are_compared(files: Path) -> None:
    (files / "new.json").write_text(json.dumps([{"check": "H004", "object": "ix_b"}]))
    done = lab_score(files, "--json", "--compare", str(files / "report.json"), str(files / "new.json"))
    differing = {row["finding"]: row["verdicts"] for row in json.loads(done.stdout)["findings"]}
    assert differing == {"ix_a.1": ["found", "missed"], "ix_b.1": ["missed", "found"]}


def test_two_tools_are_compared(files: Path) -> None:
    (files / "said.csv").write_text("check,object\nH004,ix_b\n")
    (files / "mine.json").write_text(json.dumps({"findings": []}))
    given = ["--compare", f"generic={files / 'said.csv'}", f"inspect={files / 'mine.json'}"]
    done = CliRunner().invoke(command, ["--truth", str(files / "truth.json"), "--json", *given])
    differing = {row["finding"]: row["verdicts"] for row in json.loads(done.stdout)["findings"]}
    assert differing == {"ix_b.1": ["found", "missed"]}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["old.json", "new.json"], "give --tool"),
        (["generic", "inspect"], "write generic=PATH"),
        (["generic=nowhere.json", "inspect"], "neither a file nor a folder"),
    ],
)
def test_a_comparison_says_what_it_lacks(files: Path, given: list[str], words: str) -> None:
    done = CliRunner().invoke(command, ["--truth", str(files / "truth.json"), "--compare", *given])
    assert (done.exit_code, words in done.output) == (2, True)


def test_two_tools_are_compared_over_a_run(files: Path) -> None:
    run = files / "run"
    for tool, days in {"generic": (3, 4), "inspect": (4,)}.items():
        (run / "tools" / tool).mkdir(parents=True)
        for day in days:
            said = {"findings": [{"check": "H004", "object": "ix_a"}]}
            (run / "tools" / tool / f"day-{day:02}.json").write_text(json.dumps(said))
    (run / "expected.json").write_bytes((files / "truth.json").read_bytes())
    given = ["--run", str(run), "--compare", "generic", "inspect"]
    printed = json.loads(CliRunner().invoke(command, [*given, "--json"]).stdout)
    assert printed["median_days_to_detection"] == [0, 1]
    assert "median days to detection of inspect: 1" in CliRunner().invoke(command, given).stdout


def test_a_run_is_scored_day_by_day(files: Path) -> None:
    run = files / "run"
    (run / "tools" / "generic").mkdir(parents=True)
    (run / "expected.json").write_bytes((files / "truth.json").read_bytes())
    said: dict[int, list[Any]] = {3: [], 4: [{"check": "H004", "object": "ix_a"}]}
    for day, rows in said.items():
        (run / "tools" / "generic" / f"day-{day:02}.json").write_text(json.dumps(rows))
    done = CliRunner().invoke(command, ["--tool", "generic", "--run", str(run), "--json"])
    printed = json.loads(done.stdout)
    assert (printed["total"]["found"], printed["median_days_to_detection"]) == (1, 1)
    assert [printed["baselines"][name]["recall"] for name in ("silent", "everything")] == [0, 1]


def test_a_run_without_reports_says_where_they_belong(files: Path) -> None:
    done = CliRunner().invoke(command, ["--tool", "generic", "--run", str(files)])
    assert (done.exit_code, "day-NN" in done.output) == (2, True)


def test_without_a_report_the_way_out_is_named(files: Path) -> None:
    truth = str(files / "truth.json")
    done = CliRunner().invoke(command, ["--tool", "generic", "--truth", truth])
    assert (done.exit_code, "--report" in done.output) == (2, True)


def test_the_live_baseline_scores_one_line_queries_beside_the_tool(
    files: Path, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    report = str(files / "report.json")
    done = CliRunner().invoke(command, ["--tool", "generic", "--report", report, "--json"])
    baselines = json.loads(done.stdout)["baselines"]
    assert baselines["one-liners"]["false_alarms"] > 0
    assert baselines["silent"]["false_alarms"] == 0
