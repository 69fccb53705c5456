"""The run's own app, workers, Valkey and Locust: a lab inside the lab, on free ports, in a folder of its own.

It is `python -m lab up` in a process of its own, so that everything that dies is started again, and all of it
ends when the run does, however that ends.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from lab.experiment.refused import RunBroken
from lab.ports import HOST, free_ports
from lab.processes import Identity, spawn, stop_tree
from lab.service import TAIL_LINES, ending
from lab.unprivileged import Account, purge_home
from webapp.paths import ROOT

PORTS = ("TASKPILOT_REDIS_PORT", "TASKPILOT_WEB_PORT", "TASKPILOT_LOCUST_PORT")
START_TIMEOUT_S = 180.0
FEATURES_FRESH_S = 5  # a day may be half a minute
STOP_TIMEOUT_S = 60.0
POLL_S = 0.1

RUNS = "runs"  # below the lab's folder, one per run

Wait = Callable[[float], None]


class Services:
    """The services of one run, with their data in `home`."""

    def __init__(self, home: Path, database_url: str, users: int, trace: Path) -> None:
        self._home = home
        self._users = users
        self._ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self._environment = {
            **os.environ,
            **{name: str(port) for name, port in self._ports.items()},
            "DATABASE_URL": database_url,
            "TASKPILOT_LAB_DIR": str(home.resolve()),
            "TASKPILOT_STATEMENT_TRACE": str(trace.resolve()),
            "LOCUST_HOST": self.web,
            "TASKPILOT_FEATURES_FRESH_S": str(FEATURES_FRESH_S),
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def web(self) -> str:
        """The app's URL."""
        return f"http://{HOST}:{self._ports['TASKPILOT_WEB_PORT']}"

    @property
    def locust(self) -> str:
        """The URL of Locust's page."""
        return f"http://{HOST}:{self._ports['TASKPILOT_LOCUST_PORT']}"

    @property
    def log(self) -> Path:
        """What the inner lab says."""
        return self._home / "lab.log"

    def start(self, wait: Wait) -> None:
        """Start everything and return when all is ready; RunBroken where it does not get there."""
        self._home.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + START_TIMEOUT_S
        self._end_orphan()
        while is_held(self._home):
            self._give_up_after(deadline)
            wait(POLL_S)
        self._since = self.log.stat().st_size if self.log.exists() else 0
        self._process = spawn(
            [sys.executable, "-m", "lab", "up", "--users", str(self._users)],
            log=self.log, environment=self._environment, cwd=ROOT, account=Account(),
            stop_signal=signal.SIGTERM,
        )  # fmt: skip
        while not self._state().get("ready"):
            self.require()
            self._give_up_after(deadline)
            wait(POLL_S)

    def require(self) -> None:
        """RunBroken where the inner lab has ended."""
        if self._process is not None and self._process.poll() is not None:
            raise RunBroken(
                f"the run's services ended: the inner lab {ending(self._process)}:\n{self._tail()}"
            )

    def stop(self) -> None:
        """Stop everything and remove what only served the run."""
        if self._process is not None:
            stop_tree(self._process, signal.SIGTERM, STOP_TIMEOUT_S)
        with suppress(OSError):
            purge_home(self._home)

    def _state(self) -> dict[str, Any]:
        """The inner lab's state, if it is the one that was started here."""
        try:
            state: dict[str, Any] = json.loads((self._home / "state.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        mine = self._process is not None and state["supervisor"]["pid"] == self._process.pid
        return state if mine else {}

    def _end_orphan(self) -> None:
        """Tell the services of a run that was killed to stop, where they have outlived it."""
        with suppress(FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
            state = json.loads((self._home / "state.json").read_text())
            left = Identity(**state["supervisor"]).process()
            if left is not None:
                left.send_signal(signal.SIGTERM)

    def _give_up_after(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise RunBroken(f"the run's services were not ready in {START_TIMEOUT_S:.0f} s:\n{self._tail()}")

    def _tail(self) -> str:
        if not self.log.exists():
            return ""
        with self.log.open("rb") as said:
            said.seek(getattr(self, "_since", 0))
            return "\n".join(said.read().decode(errors="replace").splitlines()[-TAIL_LINES:])


def is_held(home: Path) -> bool:
    """Whether a run's services are up, or still ending after a kill."""
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def purge_runs(lab: Path) -> list[Path]:
    """Remove what runs left in the lab's folder, those that are played now left alone; returns what went."""
    gone = []
    for home in sorted((lab / RUNS).glob("*")):
        if not is_held(home):
            gone += [*purge_home(home), home]
            shutil.rmtree(home)
    return gone
