"""What the options do, and what a run leaves behind."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.locustfiles.scenario import Run, scenario

PERSONAS = ["BackgroundJobs", "DashboardUser", "PowerUser", "RegularUser"]


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


FILES = scenario(
    *("--preset", "quick", "-t", "6s", "-r", "100", "--think-time", "0.1", "--processes", "2"),
    *("--csv", "{out}/run", "--html", "{out}/run.html", "--json", "--gates", "errors", "--min-activity", "0"),
)


@FILES
def test_a_run_in_several_processes_passes(run: Run) -> None:
    assert run.exit_code == 0, run.output


@FILES
def test_a_preset_sets_the_regular_users_beside_the_fixed_counts(run: Run) -> None:
    assert "spawn jobs of 28 users" in run.output


@FILES
def test_no_answer_is_lost_at_the_end_of_a_run_in_several_processes(run: Run) -> None:
    summary = run.summary()

    counted = sum(one["requests"] for one in summary["endpoints"])
    assert summary["total"]["requests"] == counted
    assert sum(one["requests"] for one in summary["personas"]) == counted
    assert sum(one["requests"] for one in summary["persona_endpoints"]) == counted


@FILES
def test_the_csv_holds_what_the_summary_says(run: Run) -> None:
    rows = rows_of(run.out / "run_stats.csv")

    assert rows[-1]["Request Count"] == str(run.summary()["total"]["requests"])
    assert {row["Type"] for row in rows} >= {"GET", "GET due", "POST", "PATCH"}


@FILES
def test_a_csv_has_a_row_for_each_persona(run: Run) -> None:
    rows = rows_of(run.out / "run_personas.csv")

    assert [row["persona"] for row in rows if row["name"] == "all requests"] == PERSONAS
    assert all(float(row["p95_since_due"]) >= 0 for row in rows if row["persona"] == "BackgroundJobs")


@FILES
def test_the_html_report_has_the_personas_and_the_gates(run: Run) -> None:
    page = (run.out / "run.html").read_text()

    assert "Per persona, in milliseconds" in page
    assert "<td>held</td><td>most failed requests</td>" in page


@FILES
def test_the_summary_names_the_growth_and_the_verdict(run: Run) -> None:
    summary = run.summary()

    assert summary["passed"] is True
    assert summary["growth_per_hour"].keys() == {"issues", "comments", "activity"}


@scenario("-u", "20", "-r", "100", "-t", "3s", TASKPILOT_MAX_P95="0.001")
def test_a_moved_gate_fails_a_good_run(run: Run) -> None:
    assert run.exit_code == 1
    assert "BROKEN  95th percentile of all requests" in run.output


@pytest.mark.parametrize("factor", ["fast", "nan"])
def test_a_think_time_that_is_no_factor_is_refused(locust: Callable[..., Any], factor: str) -> None:
    run = locust("http://127.0.0.1:1", f"--think-time={factor}")

    assert run.exit_code == 2
    assert f"'{factor}' is no factor between 0 and 100" in run.output
