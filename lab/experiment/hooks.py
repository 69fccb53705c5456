"""The user's own tools, run at the end of each day; one that fails is noted and ends nothing."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lab.experiment.options import Hook
from lab.processes import kill, session, tree
from lab.record import plain_url

POLL_S = 0.1


@dataclass(frozen=True)
class Moment:
    """What a hook is told: the day, the run's folder, and the database's URLs."""

    day: int
    run: Path
    database_url: str
    admin_url: str | None

    def environment(self, out: Path) -> dict[str, str]:
        """The hook's environment."""
        words = {
            **os.environ,
            "DATABASE_URL": plain_url(self.database_url),
            "TASKPILOT_OUT": str(out.resolve()),
            "TASKPILOT_DAY": str(self.day),
            "TASKPILOT_RUN": str(self.run.resolve()),
        }
        words.pop("DATABASE_ADMIN_URL", None)
        if self.admin_url is not None:
            words["DATABASE_ADMIN_URL"] = plain_url(self.admin_url)
        return words


def run_hook(
    hook: Hook, moment: Moment, out: Path, log: Path, timeout_s: float, goes_on: Callable[[], bool]
) -> dict[str, Any]:
    """Run a hook by the shell and say how it went; ended after `timeout_s`, or when nothing `goes_on`.

    What it says goes to `log`, its reports to `out`, which an unused run leaves empty and is removed then.
    """
    out.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as said:
        process = subprocess.Popen(
            ["/bin/sh", "-c", hook.command], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            env=moment.environment(out), start_new_session=True,
        )  # fmt: skip
        ended_by = _wait(process, began + timeout_s, goes_on)
    reports = sorted(str(file.relative_to(out)) for file in out.rglob("*") if file.is_file())
    if not reports:
        with suppress(OSError):
            out.rmdir()
    return {
        "name": hook.name, "exit_code": process.returncode, "ended_by": ended_by,
        "seconds": round(time.monotonic() - began, 1), "reports": len(reports),
    }  # fmt: skip


def _wait(process: "subprocess.Popen[bytes]", deadline: float, goes_on: Callable[[], bool]) -> str | None:
    """Wait for its end; end it with all that it started where it takes too long."""
    while process.poll() is None:
        late = time.monotonic() > deadline
        if late or not goes_on():
            family: set[psutil.Process] = {*tree(process.pid), *session(process.pid)}
            process.send_signal(signal.SIGKILL)
            process.wait()
            kill(family)
            return "time-out" if late else "stop"
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL_S)
    return None
