"""The folder in which the web processes of one server count together; in memory where it can be."""

import os
import shutil
import tempfile
from pathlib import Path

import psutil

PREFIX = "taskpilot-metrics-"
# A busy disk must slow no count down, nor make a process look hung.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of mode 0700, made anew  # nosec B108


def base_folder() -> Path:
    """Where such folders are made."""
    return MEMORY if MEMORY.is_dir() else Path(tempfile.gettempdir())


def folder_of(pid: int) -> Path:
    """The folder of the server whose master has this process id."""
    return base_folder() / f"{PREFIX}{pid}"


def make_folder(base: Path) -> Path:
    """An empty folder of this process, in `base`."""
    for other in base.glob(f"{PREFIX}*"):
        pid = other.name.removeprefix(PREFIX)
        if other.stat().st_uid == os.getuid() and pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(other, ignore_errors=True)
    folder = base / f"{PREFIX}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
