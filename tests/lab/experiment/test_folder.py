"""A run's folder: begun, held, taken up again."""

from pathlib import Path

import pytest

from lab.experiment.begin import begin, resumed
from lab.experiment.folder import RunFolder
from lab.experiment.options import Options
from lab.experiment.refused import RunRefused
from webapp.refusal import Refusal

ASKED = Options(1, 2, 0.5, 5, 0.01, 42, False, None)


def test_a_new_run_writes_down_what_was_asked_for(tmp_path: Path) -> None:
    folder = begin(tmp_path / "first", ASKED, reset=False)
    assert (folder.options(), folder.days_done(), folder.database) == (ASKED, [], "taskpilot_run_first")


def test_a_folder_with_a_run_is_left_alone(tmp_path: Path) -> None:
    begin(tmp_path / "first", ASKED, reset=False)
    with pytest.raises(RunRefused, match="--resume"):
        begin(tmp_path / "first", ASKED, reset=False)


def test_a_run_is_replaced_when_asked(tmp_path: Path) -> None:
    begin(tmp_path / "first", ASKED, reset=False).timeline.add("run started")
    folder = begin(tmp_path / "first", ASKED, reset=True)
    assert list(folder.timeline.events()) == []


def test_a_folder_with_other_files_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"sea")
    with pytest.raises(RunRefused, match="holds no run"):
        begin(tmp_path, ASKED, reset=True)
    assert (tmp_path / "holiday.jpg").exists()


@pytest.mark.parametrize("name", ["with space", "-first", "x" * 42, 'a"b'])
def test_a_name_that_no_database_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RunRefused, match="cannot name a run"):
        begin(tmp_path / name, ASKED, reset=False)


def test_contradicting_options_make_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="--control"):
        begin(tmp_path / "first", Options(1, 2, 0.5, 5, 0.01, 42, True, 0.2), reset=False)
    assert not (tmp_path / "first").exists()


def test_two_processes_do_not_play_one_run(tmp_path: Path) -> None:
    folder = begin(tmp_path / "first", ASKED, reset=False)
    with folder.held(), pytest.raises(RunRefused, match="another process"), RunFolder(folder.path).held():
        pass


def test_resuming_takes_no_options(tmp_path: Path) -> None:
    begin(tmp_path / "first", ASKED, reset=False)
    with pytest.raises(RunRefused, match="--users"):
        resumed(tmp_path / "first", ["--users"], reset=False)
    assert resumed(tmp_path / "first", [], reset=False).options() == ASKED


def test_what_is_no_run_cannot_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(RunRefused, match="without --resume"):
        resumed(tmp_path / "nowhere", [], reset=False)
    with pytest.raises(RunRefused, match="without --resume"):
        resumed(tmp_path, [], reset=False)


def test_what_an_unfinished_day_left_goes_and_other_days_stay(tmp_path: Path) -> None:
    folder = begin(tmp_path / "first", ASKED, reset=False)
    for day in (1, 2):
        folder.day(day).mkdir(parents=True)
        folder.tool("hook", day).mkdir(parents=True)
        folder.expected(day).parent.mkdir(exist_ok=True)
        folder.expected(day).write_text("{}")
    folder.forget_day(2)
    left = {str(path.relative_to(folder.path)) for path in folder.path.rglob("*") if "2" in path.name}
    assert (left, folder.day(1).exists(), folder.expected(1).exists()) == (set(), True, True)
