"""Locks that one command holds against another, and the folders that they keep."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab.hold import AlreadyHeld, hold_of, holding, is_held
from lab.unprivileged import service_account, service_home
from lab.workdir import work_folder

from .conftest import wait_for

HOLDER = """
import sys, time
from pathlib import Path
from lab.hold import holding
with holding(Path(sys.argv[1])):
    time.sleep(60)
"""


def test_a_hold_is_seen_while_it_lasts(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "x")
    with holding(tmp_path / "x"):
        assert is_held(tmp_path / "x")
    assert not is_held(tmp_path / "x")


def test_a_second_holder_is_refused(tmp_path: Path) -> None:
    with holding(tmp_path / "x"), pytest.raises(AlreadyHeld), holding(tmp_path / "x"):
        pass


def test_a_hold_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "x")]) as holder:
        wait_for(lambda: is_held(tmp_path / "x"))
        holder.kill()
    assert not is_held(tmp_path / "x")


def test_a_working_folder_is_removed_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASKPILOT_LAB_DIR", str(tmp_path))
    with work_folder(service_account()) as folder:
        assert folder.is_dir()
    assert not folder.exists()
    assert list((tmp_path / "hold").iterdir()) == []


def test_what_a_killed_command_left_is_removed_and_what_is_held_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKPILOT_LAB_DIR", str(tmp_path))
    home = service_home(tmp_path, service_account())
    left, held = home / "work-left", home / "work-held"
    left.mkdir()
    held.mkdir()
    with holding(hold_of(held.name)), work_folder(service_account()):
        assert (left.exists(), held.exists()) == (False, True)
