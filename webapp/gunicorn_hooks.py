"""gunicorn's configuration file: a folder in which the web processes count together, from start to end.

It also keeps demo mode on the loopback.
Give it as `--config python:webapp.gunicorn_hooks`; everything else is said by options. The folder is in
memory where it can be, named after the master's process id, and those of masters that are gone are removed.
It must be named before anything imports prometheus_client, which then counts into its files.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
PREFIX = "taskpilot-metrics-"
# Counted at every request: a busy disk must not slow that down.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of mode 0700, made anew  # nosec B108


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


def on_starting(server: Any) -> None:
    """Refuse to listen where other machines reach it in demo mode."""
    from webapp.demo import refuse_open_demo
    from webapp.settings import SettingsError, load_settings

    try:
        refuse_open_demo(load_settings(), server.cfg.address)
    except SettingsError as error:
        sys.exit(error.message)


def child_exit(_server: Any, worker: Any) -> None:
    """Take a web process that ended, however it ended, out of the gauges."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    """Remove the folder with the master."""
    shutil.rmtree(os.environ[VARIABLE], ignore_errors=True)


os.environ[VARIABLE] = str(make_folder(MEMORY if MEMORY.is_dir() else Path(tempfile.gettempdir())))
