"""Starts a lab in the background, follows its start, and stops a lab that runs elsewhere."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import BinaryIO

import psutil

from lab.disk import shortage
from lab.processes import runs
from lab.service import ServiceFailed
from lab.state import running_lab
from webapp.paths import lab_dir
from webapp.refusal import Refusal

POLL_S = 0.05
STOP_TIMEOUT_S = 300.0

Say = Callable[[str], None]


def start_detached(options: Sequence[str], say: Say) -> int:
    """Run `flask lab up` in a session of its own, repeating what it says until all is ready.

    Returns 0 then, or its exit code where it ended before; ServiceFailed where its log found no room for why.
    """
    log = lab_dir() / "logs" / "lab.log"
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with log.open("ab") as output:
        since = output.tell()
        process = subprocess.Popen(
            [sys.executable, "-m", "lab", "up", *options],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        with log.open("rb") as said:
            said.seek(since)
            while process.poll() is None and not _has_started(process.pid):
                _repeat(said, say)
                time.sleep(POLL_S)
            _repeat(said, say)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.returncode and (full := shortage(log.parent)):
        raise ServiceFailed(f"the lab did not start: {full}; make room and start it again")
    return process.returncode or 0


def wait_until_ready() -> None:
    """Wait for a lab that another process starts."""
    while (state := running_lab()) is not None and not state.ready:
        time.sleep(POLL_S)
    if state is None:
        raise ServiceFailed("the lab that another process was starting has ended; start it again")


def stop_running() -> bool:
    """Stop the running lab and wait until it has ended; False where none runs."""
    state = running_lab()
    process = None if state is None else state.supervisor.process()
    if process is None:
        return False
    try:
        process.send_signal(signal.SIGTERM)
    except psutil.NoSuchProcess:
        return True
    deadline = time.monotonic() + STOP_TIMEOUT_S
    while runs(process):
        if time.monotonic() > deadline:
            raise Refusal(f"the lab (pid {process.pid}) has not ended in {STOP_TIMEOUT_S:.0f} s; see its log")
        time.sleep(POLL_S)
    return True


def _has_started(pid: int) -> bool:
    state = running_lab()
    return state is not None and state.ready and state.supervisor.pid == pid


def _repeat(said: BinaryIO, say: Say) -> None:
    for line in said.read().decode(errors="replace").splitlines():
        say(line)
