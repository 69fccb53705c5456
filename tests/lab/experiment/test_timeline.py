"""The log of a run, across kills."""

from pathlib import Path

from lab.experiment.timeline import Timeline


def test_events_come_back_in_order(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "timeline.jsonl")
    timeline.add("day started", day=1)
    timeline.add("day finished", day=1)
    assert [event["event"] for event in timeline.events()] == ["day started", "day finished"]


def test_half_a_line_that_a_kill_left_is_passed_over(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "timeline.jsonl")
    timeline.add("day started", day=1)
    with timeline.path.open("a") as file:
        file.write('{"at": "2030-01-01T00:0')
    timeline.mend()
    timeline.add("resumed", days=[1])
    assert [event["event"] for event in timeline.events()] == ["day started", "resumed"]


def test_a_whole_file_needs_no_mending(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path / "timeline.jsonl")
    timeline.add("day started", day=1)
    before = timeline.path.read_bytes()
    timeline.mend()
    assert timeline.path.read_bytes() == before
