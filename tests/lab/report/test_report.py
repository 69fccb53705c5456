"""The report of a small run: what it says, and what it never lets through."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lab.experiment.folder import write_json
from lab.report.write import write_report
from lab.rundir import BrokenRun
from tests.lab.report.conftest import HOSTILE, MakeRun, at, iso


class Elements(HTMLParser):
    """The elements of a page, its links, and the ids of its headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [str(value) for name, value in attrs if (tag, name) == ("a", "href")]
        self.sources += [str(value) for name, value in attrs if name in ("src", "srcset", "xlink:href")]


def report_of(path: Path) -> str:
    """The report's text."""
    return write_report(path).read_text(encoding="utf-8")


def rows(folder: Path, key: str) -> list[dict[str, str]]:
    """A figure's data."""
    with (folder / "report" / f"{key}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_figure_is_there_with_a_link_to_its_data(make_run: MakeRun) -> None:
    run = make_run()
    found = Elements(report_of(run.path))
    data = [link for link in found.links if link.startswith("report/")]
    keys = {"sizes", "latency", "dead_rows", "bloat", "statements", "waits", "detection", "scoreboard"}
    assert {Path(link).stem for link in data} == {*keys, "score-inspect"}
    assert all((run.path / link).is_file() for link in data)


def test_the_page_fetches_nothing_and_runs_nothing(make_run: MakeRun) -> None:
    page = report_of(make_run().path)
    found = Elements(page)
    assert ("script" in found.names, found.sources, re.findall(r"https?://", page)) == (False, [], [])


def test_hostile_words_reach_no_markup(make_run: MakeRun) -> None:
    page = report_of(make_run(words=HOSTILE, engineer=HOSTILE).path)
    found = Elements(page)
    assert ("script" in found.names, "\x07" in page) == (False, False)
    assert page.count("&lt;script&gt;alert(1)") > 5


def test_sizes_are_heap_toast_and_indexes_together(make_run: MakeRun) -> None:
    run = make_run()
    report_of(run.path)
    assert float(rows(run.path, "sizes")[-1]["bytes"]) == 2**20 * 2 + 2**20 * 0.9


def test_a_statement_that_got_slower_is_shown_before_and_after(make_run: MakeRun) -> None:
    run = make_run()
    page = report_of(run.path)
    (row,) = rows(run.path, "statements")
    assert (row["day"], row["before_ms"], row["after_ms"], row["changes"]) == (
        "2",
        "1.0",
        "20.0",
        "d02a_index",
    )
    assert "1 ms → 20 ms" in page


def test_what_ran_while_the_day_was_proved_is_not_the_days(make_run: MakeRun) -> None:
    run = make_run()
    lines = [json.loads(line) for line in (run.path / "timeline.jsonl").read_text().splitlines()]
    taken = {"at": iso(at(2, 0.1)), "event": "load", "day": 2}
    lines.insert(-1, taken)
    (run.path / "timeline.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    report_of(run.path)
    assert rows(run.path, "statements") == []


def test_a_statement_that_stayed_as_it_was_is_not(make_run: MakeRun) -> None:
    run = make_run(days=1)
    report_of(run.path)
    assert rows(run.path, "statements") == []


def test_detection_counts_from_the_first_day_on_which_it_could_be_seen(make_run: MakeRun) -> None:
    run = make_run(days=3)
    report_of(run.path)
    (row,) = rows(run.path, "detection")
    assert (row["first_day"], row["last_day"], row["tool"], row["found_on_day"]) == ("1", "3", "inspect", "2")
    score = json.loads((run.path / "report" / "score-inspect.json").read_text())
    assert (score["total"]["found"], score["median_days_to_detection"]) == (1, 1)


def test_the_scoreboard_stands_beside_silence_and_saying_everything(make_run: MakeRun) -> None:
    run = make_run()
    report_of(run.path)
    found = {row["tool"]: row["recall"] for row in rows(run.path, "scoreboard")}
    assert found == {"inspect": "1.0", "(silence)": "0.0", "(everything)": "1.0"}


def test_a_tool_whose_reports_are_broken_or_unknown_is_named(make_run: MakeRun) -> None:
    run = make_run()
    (run.path / "tools" / "generic").mkdir()
    (run.path / "tools" / "generic" / "day-01.json").write_text("{")
    run.tool("mytool", 1).mkdir(parents=True)
    page = report_of(run.path)
    assert ("mytool: no adapter reads it" in page, "day-01.json is no JSON" in page) == (True, True)


def test_a_run_that_is_under_way_says_so(make_run: MakeRun) -> None:
    run = make_run(days=3)
    run.write_manifest({**run.manifest(), "days_done": [1, 2]})
    assert "not complete: 1 days" in report_of(run.path)


def test_a_run_without_samples_has_a_report(make_run: MakeRun) -> None:
    run = make_run()
    run.samples.unlink()
    assert report_of(run.path).count("Nothing to show.") >= 2


def test_the_samplers_cost_is_told(make_run: MakeRun) -> None:
    assert "0.01% of the time, 1.0% of what all sessions were busy for" in report_of(make_run().path)


def test_what_is_no_run_or_has_no_day_yet_is_refused(make_run: MakeRun, tmp_path: Path) -> None:
    with pytest.raises(BrokenRun, match="holds no run"):
        write_report(tmp_path)
    run = make_run()
    run.write_manifest({**run.manifest(), "days_done": []})
    with pytest.raises(BrokenRun, match="--resume"):
        write_report(run.path)


def test_a_broken_file_of_a_day_is_named(make_run: MakeRun) -> None:
    run = make_run()
    (run.day(1) / "load.json").write_text("{")
    with pytest.raises(BrokenRun, match=r"load\.json"):
        write_report(run.path)


def test_a_day_that_began_twice_counts_from_its_last_beginning(make_run: MakeRun) -> None:
    run = make_run(days=1)
    lines = (run.path / "timeline.jsonl").read_text().splitlines()
    first = {**json.loads(lines[0]), "at": "2020-01-01T00:00:00+00:00"}
    (run.path / "timeline.jsonl").write_text("\n".join([json.dumps(first), *lines]) + "\n")
    assert "1.7 min for the days" in report_of(run.path)


def test_sixty_days_and_a_hundred_tables_make_a_report(make_run: MakeRun) -> None:
    run = make_run(days=60)
    write_json(run.day(1) / "changes.json", [])
    assert len(report_of(run.path)) < 2_000_000
