"""Tools of the user's own at a day's end."""

from pathlib import Path
from typing import Any

from lab.experiment.hooks import Moment, run_hook
from lab.experiment.options import Hook
from tests.lab.conftest import is_gone

URL = "postgresql+psycopg2://me:secret@127.0.0.1:5432/taskpilot_run_first"


def run(tmp_path: Path, command: str, timeout_s: float = 30.0, admin: str | None = None) -> dict[str, Any]:
    """Run a hook on day 3 with its reports in out/."""
    moment = Moment(3, tmp_path, URL, admin)
    return run_hook(
        Hook("mine", command), moment, tmp_path / "out", tmp_path / "said", timeout_s, goes_on=lambda: True
    )


def test_a_hook_is_told_the_database_and_where_its_reports_go(tmp_path: Path) -> None:
    went = run(tmp_path, 'echo "$TASKPILOT_DAY $DATABASE_URL" > "$TASKPILOT_OUT/report.txt"')
    assert (tmp_path / "out" / "report.txt").read_text() == f"3 {URL.replace('+psycopg2', '')}\n"
    assert (went["exit_code"], went["reports"], went["ended_by"]) == (0, 1, None)


def test_a_superusers_url_is_told_only_where_there_is_one(tmp_path: Path) -> None:
    run(tmp_path, 'echo "${DATABASE_ADMIN_URL-none}"')
    assert (tmp_path / "said").read_text() == "none\n"
    run(tmp_path, 'echo "${DATABASE_ADMIN_URL-none}"', admin="postgresql+psycopg2://postgres:x@localhost/db")
    assert (tmp_path / "said").read_text() == "postgresql://postgres:x@localhost/db\n"


def test_a_failing_hook_is_noted_with_its_words(tmp_path: Path) -> None:
    went = run(tmp_path, "echo it broke >&2; exit 7")
    assert (went["exit_code"], (tmp_path / "said").read_text()) == (7, "it broke\n")


def test_a_hook_without_reports_leaves_no_empty_folder(tmp_path: Path) -> None:
    run(tmp_path, "true")
    assert not (tmp_path / "out").exists()


def test_a_hook_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    went = run(tmp_path, 'sleep 300 & echo $! > "$TASKPILOT_RUN/pid"; wait', timeout_s=1.0)
    assert went["ended_by"] == "time-out"
    assert is_gone(int((tmp_path / "pid").read_text()))
