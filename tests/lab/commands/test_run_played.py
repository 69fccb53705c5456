"""A short run, killed in its second day and gone on with; all tests look at the one that came of it."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest

from lab.processes import runs
from tests.lab.labs import Lab
from webapp.paths import ROOT

pytestmark = pytest.mark.slow

HOOK = 'generic=echo "[]" > "$TASKPILOT_OUT/report.json"; test "$TASKPILOT_DAY" != 1'
ASKED = (
    "--days", "1-2", "--minutes-per-day", "0.15", "--users", "20", "--scale", "0.001", "--tool-hook", HOOK,
)  # fmt: skip


LONGEST_S = 400.0


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; a start on a busy machine takes its time."""
    deadline = time.monotonic() + LONGEST_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


class Played:
    """The run's folder and what its two processes said."""

    def __init__(self, lab: Lab, out: Path) -> None:
        self.lab, self.out = lab, out
        self.said: list[str] = []
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start `flask lab run` in a terminal of its own."""
        output = (self.out.parent / f"said-{len(self.said)}").open("w")
        self.said.append(output.name)
        with output:
            process = subprocess.Popen(
                [sys.executable, "-m", "lab", "run", "--out", str(self.out), *arguments],
                env=self.lab.environment, cwd=ROOT, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def end(self) -> None:
        """End what still runs, however the test went."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait(60)

    def events(self, name: str) -> list[dict[str, Any]]:
        """The events of a name."""
        path = self.out / "timeline.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [found for line in lines if (found := json.loads(line))["event"] == name]

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "manifest.json").read_text())
        return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A run of two days whose first process was killed while the second day went on."""
    folder = tmp_path_factory.mktemp("played")
    made = Played(Lab(folder / ".lab"), folder / "short")
    try:
        play_with_a_kill(made)
        yield made
    finally:
        made.end()
        made.lab.end()


def play_with_a_kill(made: Played) -> None:
    """Kill the first process in the second day, and have another one go on."""
    first = made.start(*ASKED)
    wait_for(lambda: first.poll() is not None or len(made.events("day started")) == 2)
    assert first.poll() is None, Path(made.said[0]).read_text()
    wait_for(lambda: len(made.events("change")) > 1)
    family = psutil.Process(first.pid).children(recursive=True)
    first.send_signal(signal.SIGKILL)
    first.wait()
    wait_for(lambda: not any(runs(process) for process in family))
    second = made.start("--resume")
    second.wait(LONGEST_S)
    assert second.returncode == 0, Path(made.said[1]).read_text()


def test_all_days_are_done_and_only_the_killed_one_was_repeated(played: Played) -> None:
    assert (played.manifest()["days_done"], bool(played.manifest()["finished_at"])) == ([1, 2], True)
    assert [event["day"] for event in played.events("day started")] == [1, 2, 2]
    assert [event["day"] for event in played.events("day finished")] == [1, 2]


def test_every_artefact_of_every_day_is_there(played: Played) -> None:
    for day in ("01", "02"):
        names = {path.name for path in (played.out / "days" / day).iterdir()}
        assert names >= {
            "load.json",
            "changes.json",
            "locust.html",
            "locust_stats.csv",
            "locust_personas.csv",
        }
        assert json.loads((played.out / "days" / day / "load.json").read_text())["total"]["requests"] > 0
        assert json.loads((played.out / "expected" / f"day-{day}.json").read_text())["day"] == int(day)
        assert (played.out / "tools" / "inspect" / f"day-{day}.json").exists()
    assert (played.out / "report.html").exists()


def test_a_failing_tool_is_noted_and_its_reports_are_kept(played: Played) -> None:
    assert [event["exit_code"] for event in played.events("tool")][::2] == [1]
    assert (played.out / "tools" / "generic" / "day-01" / "report.json").exists()
    assert "ended with code 1" in (played.out / "report.html").read_text()


def test_samples_name_endpoints_and_personas(played: Played) -> None:
    with closing(sqlite3.connect(played.out / "samples.sqlite")) as samples:
        personas = {name for (name,) in samples.execute("select distinct persona from requests")}
        mapped = samples.execute(
            "select count(*) from statements s join endpoints e using (queryid) "
            "join requests r on r.name = e.endpoint"
        ).fetchone()[0]
    assert ("BackgroundJobs" in personas, mapped > 0) == (True, True)


def test_the_run_scores_by_the_command(played: Played) -> None:
    done = played.lab("score", "--tool", "inspect", "--run", str(played.out), "--json")
    assert (done.returncode, set(json.loads(done.stdout)["days"])) == (0, {"1", "2"}), done.stderr


def test_the_report_can_be_made_anew(played: Played) -> None:
    before = (played.out / "report.html").read_text()
    (played.out / "report.html").unlink()
    assert played.lab("report", str(played.out)).returncode == 0
    assert (played.out / "report.html").read_text() == before


def test_a_finished_run_is_not_played_again(played: Played) -> None:
    done = played.lab("run", "--resume", "--out", str(played.out))
    assert (done.returncode, len(played.events("day started"))) == (0, 3), done.stderr


def test_the_database_is_left_and_beside_a_running_lab_another_run_is_played(played: Played) -> None:
    assert played.lab("up", "--detach", "--scale", "0.001").returncode == 0
    url = played.lab.services["postgres"]["admin_url"].rpartition("/")[0]
    with closing(psycopg2.connect(f"{url}/taskpilot_run_short")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select count(distinct day), count(*) filter (where part < parts) = sum(distinct parts * 2)"
            " from lab.seed_growth"
        )
        assert cursor.fetchone() == (2, True)
    beside = Played(played.lab, played.out.with_name("beside"))
    process = beside.start("--days", "1", "--minutes-per-day", "0.05", "--users", "20", "--scale", "0.001")
    assert process.wait(LONGEST_S) == 0, Path(beside.said[0]).read_text()
    assert (beside.manifest()["server"], beside.manifest()["days_done"]) == ("lab", [1])
    assert played.lab.services["web"]["state"] == "running"


def test_a_signal_ends_the_day_early_and_in_order(played: Played) -> None:
    early = Played(played.lab, played.out.with_name("early"))
    process = early.start("--days", "1-2", "--minutes-per-day", "5", "--users", "20", "--scale", "0.001")
    wait_for(lambda: process.poll() is not None or early.events("grown"))
    process.send_signal(signal.SIGINT)
    assert process.wait(LONGEST_S) == 1, Path(early.said[0]).read_text()
    assert (early.manifest()["days_done"], early.events("day finished")[0]["cut_short"]) == ([1], True)
    assert "was ended early" in (early.out / "report.html").read_text()
